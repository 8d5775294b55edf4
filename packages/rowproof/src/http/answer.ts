import type { Outcome } from "../attack/session.js";
import type { Statement } from "./statement.js";

/** What became of an attempt, be it sent as SQL or over HTTP. */
export type Upshot =
  /** It ran: how many rows it read or touched; of a call always one. */
  | { readonly kind: "done"; readonly rows: number; readonly text: string }
  /** Access was refused: 42501, or the API knows no such thing, as nobody may use it. */
  | { readonly kind: "refused"; readonly code: string; readonly text: string }
  /** Something else stood in the way. */
  | { readonly kind: "failed"; readonly code: string; readonly text: string };

/** No such function, no such table: the API looks with the privileges of all actors together. */
const unknown = new Set(["PGRST202", "PGRST205"]);

/** Reads what the API answers. */
export async function upshotOf(response: Response, kind: Statement["kind"]): Promise<Upshot> {
  const text = await response.text();
  if (!response.ok) {
    const code = fieldOf(jsonOf(text), "code") ?? `HTTP ${response.status}`;
    return { kind: code === "42501" || unknown.has(code) ? "refused" : "failed", code, text };
  }
  return { kind: "done", rows: kind === "execute" ? 1 : rowsOf(response, text), text };
}

function rowsOf({ headers }: Response, text: string): number {
  const total = /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1];
  if (text === "" && total !== undefined) return Number(total);
  const rows = jsonOf(text);
  return Array.isArray(rows) ? rows.length : 1;
}

/** The rows of an answer. */
export function rowsIn(text: string): readonly object[] {
  const rows = jsonOf(text);
  return Array.isArray(rows) ? rows.filter((row) => typeof row === "object" && row !== null) : [];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, field: string): string | undefined {
  const found = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const text: unknown = found.find(([name]) => name === field)?.[1];
  return typeof text === "string" ? text : undefined;
}

/** For people: `3 rows`, `no row`, `refused (42501)`. */
export function inWords(upshot: Upshot): string {
  if (upshot.kind === "done") {
    if (upshot.rows === 0) return "no row";
    return upshot.rows === 1 ? "1 row" : `${upshot.rows} rows`;
  }
  return `${upshot.kind} (${upshot.code})`;
}

/** What came of an attempt of one statement as SQL. */
export function upshotOfSql({ error, results }: Outcome, statement: Statement["kind"]): Upshot {
  if (error !== null) {
    const { sqlstate: code, shown: text } = error;
    return { kind: code === "42501" ? "refused" : "failed", code, text };
  }
  const [{ rows, count } = { rows: [], count: 0 }] = results;
  const text = rows.map((row) => Object.values(row).join(" ")).join("\n");
  return { kind: "done", rows: statement === "execute" ? 1 : count, text };
}

/**
 * Whether two ways of sending the same came to the same; undefined where that cannot be told. That no row is met and that
 * it is refused are both no access. What a constraint or the time stops tells of neither.
 */
export function agree(sql: Upshot, http: Upshot): boolean | undefined {
  if (sql.kind === "failed" && http.kind === "failed") {
    return sql.code === http.code || !isAside(sql) ? true : undefined;
  }
  if (http.kind === "failed") return undefined;
  if (sql.kind === "failed") return !isAside(sql) && reach(http) > 0 ? false : undefined;
  // What somebody may use and the API does not know tells of the API, not of access.
  if (sql.kind === "done" && http.kind === "refused" && unknown.has(http.code)) return undefined;
  return reach(sql) === reach(http);
}

function isAside({ code }: Extract<Upshot, { kind: "failed" }>): boolean {
  return /^(?:23|40|53|54|55|57|58|XX)/.test(code);
}

export function reach(upshot: Upshot): number {
  return upshot.kind === "done" ? upshot.rows : 0;
}
