import { hasSqlDetails, parse, parsePlPgSQL, type SqlErrorDetails } from "libpg-query";

/** A node of Postgres's own parse tree, as its JSON has it: one key, the node's type. */
export type Node = Readonly<Record<string, unknown>>;

/** One statement of a text: its tree, and where it stands. */
export interface ParsedStatement {
  readonly tree: Node;
  /** The statement without its semicolon and without the comments before it. */
  readonly text: string;
  /** Where `text` begins in the whole, in UTF-16 units. */
  readonly offset: number;
}

/** The text is not SQL. */
export class SyntaxFault extends Error {
  override readonly name = "SyntaxFault";
  /** Where the parser stopped, in UTF-16 units from the start of the text; null where it does not say. */
  readonly offset: number | null;
  constructor(message: string, offset: number | null) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Splits a text into its statements with Postgres's own parser (that of the newest major, which reads what the older
 * ones read).
 * @throws {SyntaxFault} where the text is not SQL; `psql` commands such as `\connect` are not.
 */
export async function parseStatements(text: string): Promise<readonly ParsedStatement[]> {
  const { stmts = [] } = await parseText(text);
  const bytes = Buffer.from(text, "utf8");
  return stmts.map((statement) => {
    const start = statement.stmt_location ?? 0;
    const end = statement.stmt_len === undefined ? bytes.length : start + statement.stmt_len;
    const written = bytes.subarray(start, end).toString("utf8");
    const lead = written.length - written.trimStart().length;
    return {
      tree: (statement.stmt ?? {}) as Node,
      text: written.trim(),
      offset: bytes.subarray(0, start).toString("utf8").length + lead,
    };
  });
}

/**
 * The tree of a PL/pgSQL function, as PL/pgSQL's own parser makes it; undefined where the text is none or has an error.
 *
 * @param definition the whole `create function` statement.
 */
export async function parseRoutine(definition: string): Promise<Node | undefined> {
  try {
    // The package types the answer as that of `parse`, which it is not.
    const parsed: unknown = await parsePlPgSQL(definition);
    const functions = (parsed as { readonly plpgsql_funcs?: readonly Node[] }).plpgsql_funcs ?? [];
    return functions.length === 1 ? (functions[0]?.PLpgSQL_function as Node | undefined) : undefined;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

async function parseText(text: string): Promise<Awaited<ReturnType<typeof parse>>> {
  // The parser refuses an empty text, which a file that was just made is.
  if (text.trim() === "") return { version: 0, stmts: [] };
  try {
    return await parse(text);
  } catch (error) {
    if (!hasSqlDetails(error)) throw error;
    throw new SyntaxFault(error.message, faultOffset(text, error.sqlDetails));
  }
}

/** The parser counts code points from 0; a negative number says that it does not know. */
function faultOffset(text: string, details: SqlErrorDetails | undefined): number | null {
  const position = details?.cursorPosition ?? -1;
  return position < 0 ? null : Array.from(text).slice(0, position).join("").length;
}
