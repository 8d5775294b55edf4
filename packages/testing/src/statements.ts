import { parse } from "libpg-query";

/** One statement of a text of SQL. */
export interface SqlStatement {
  /** Postgres's parse tree: an object with one key, the type of the node. */
  readonly tree: object;
  /** Without its semicolon. */
  readonly text: string;
}

/** Splits a text into its statements, with Postgres's own parser. */
export async function splitStatements(text: string): Promise<readonly SqlStatement[]> {
  const { stmts = [] } = await parse(text);
  const bytes = Buffer.from(text, "utf8");
  return stmts.map(({ stmt = {}, stmt_location: start = 0, stmt_len: length = bytes.length }) => ({
    tree: stmt,
    text: bytes
      .subarray(start, start + length)
      .toString("utf8")
      .trim(),
  }));
}
