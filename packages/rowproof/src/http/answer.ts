import type { Outcome } from "../attack/session.js";
import type { Statement } from "./statement.js";

/** The result of an attempt, sent as SQL or over HTTP. */
export type Upshot =
  /** It ran. `rows` is how many rows it read or wrote; always 1 for a call. */
  | { readonly kind: "done"; readonly rows: number; readonly text: string }
  /** Access was refused: 42501, or the API does not know the object, because no role may use it. */
  | { readonly kind: "refused"; readonly code: string; readonly text: string }
  /** It failed for another reason than access. */
  | { readonly kind: "failed"; readonly code: string; readonly text: string };

/** No such function, no such table: the API looks for them with the privileges of all its roles. */
const unknown = new Set(["PGRST202", "PGRST205"]);

/** The result that the API's response shows. */
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

/** The rows in a response body. */
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

/** The result of an attempt of one statement as SQL. */
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
 * Whether SQL and HTTP gave the same access; undefined if this cannot be decided. No row and a refusal both mean no access.
 * A failed constraint or a timeout decides nothing.
 */
export function agree(sql: Upshot, http: Upshot): boolean | undefined {
  if (sql.kind === "failed" && http.kind === "failed") {
    return sql.code === http.code || !isAside(sql) ? true : undefined;
  }
  if (http.kind === "failed") return undefined;
  if (sql.kind === "failed") return !isAside(sql) && reach(http) > 0 ? false : undefined;
  // The API does not know an object that the role may use: this is about the API, not about access.
  if (sql.kind === "done" && http.kind === "refused" && unknown.has(http.code)) return undefined;
  return reach(sql) === reach(http);
}

function isAside({ code }: Extract<Upshot, { kind: "failed" }>): boolean {
  return /^(?:23|40|53|54|55|57|58|XX)/.test(code);
}

export function reach(upshot: Upshot): number {
  return upshot.kind === "done" ? upshot.rows : 0;
}
