import { counted } from "../sql/list.js";
import { visible, visibleLines } from "../visible.js";
import { labelled } from "./diagnostic.js";
import { type MatrixObject, type MatrixOptions, objectName } from "./objects.js";
import type { Style } from "./style.js";

interface HttpCell {
  readonly object: MatrixObject;
  readonly actor: string;
  readonly command: string;
  readonly why: string;
}

/** The result of sending the attempts over HTTP. */
export interface MatrixHttp {
  readonly compared: number;
  readonly differing: readonly (HttpCell & { readonly what: string; readonly fix: string })[];
  readonly untested: readonly HttpCell[];
  /** What no request can do: commands, and objects that the API does not serve. */
  readonly beyond: readonly string[];
  readonly requests: number;
  readonly notes: readonly string[];
}

/** Each cell that differs, then what was not sent, then the notes. */
export function renderHttp(http: MatrixHttp, style: Style, options: MatrixOptions): readonly string[] {
  return [
    ...http.differing.map(({ object, actor, command, what, why, fix }) =>
      [
        `${style.red(`differs ${objectName(object, options)} ${visible(actor)} ${command}:`)} ${visible(what)}`,
        labelled("why:", visibleLines(why)),
        labelled("fix:", visibleLines(fix)),
      ].join("\n"),
    ),
    ...untestedOverHttp(http, options).map(({ object, what, why }) =>
      [
        `${style.yellow(`untested over HTTP ${object}:`)} ${visible(what)}`,
        labelled("why:", visibleLines(why)),
      ].join("\n"),
    ),
    ...http.notes.map((note) => `${style.cyan("note http:")} ${visible(note)}`),
  ];
}

/** What was not sent, once for each object and reason. */
export function untestedOverHttp({ untested }: MatrixHttp, options: MatrixOptions) {
  const byReason = new Map<
    string,
    { readonly object: string; readonly what: string; readonly why: string }
  >();
  for (const { object: named, actor, command, why } of untested) {
    const object = objectName(named, options);
    const key = JSON.stringify([object, why]);
    const earlier = byReason.get(key);
    const what = `${actor} ${command}`;
    byReason.set(key, { object, why, what: earlier === undefined ? what : `${earlier.what}, ${what}` });
  }
  return [...byReason.values()];
}

/** One line: `HTTP agrees in 310 of 310 cells: 412 requests`. */
export function summariseHttp({ compared, differing, untested, beyond, requests }: MatrixHttp): string {
  const all = compared + untested.length;
  const parts = [
    ...(differing.length > 0 ? [`differs in ${differing.length.toLocaleString("en-US")}`] : []),
    `agrees in ${(compared - differing.length).toLocaleString("en-US")}`,
    ...(untested.length > 0 ? [`leaves ${untested.length.toLocaleString("en-US")} untested`] : []),
  ];
  const outside = beyond.length === 0 ? "" : `; beyond HTTP: ${beyond.map(visible).join(", ")}`;
  return `HTTP ${parts.join(", ")} of ${counted(all, "cell")}: ${counted(requests, "request")}${outside}`;
}
