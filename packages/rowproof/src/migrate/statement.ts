import type { ClientBase } from "pg";
import type { ParsedStatement } from "../sql/parser.js";

/** A failed statement, so that the caller can report its place. Only `migrate/` throws and catches it. */
export class StatementFailure extends Error {
  readonly statement: ParsedStatement;
  constructor(statement: ParsedStatement, cause: unknown) {
    super("a statement failed", { cause });
    this.statement = statement;
  }
}

/** @throws {StatementFailure} with what the server said as its cause */
export async function runStatement(client: ClientBase, statement: ParsedStatement): Promise<void> {
  try {
    await client.query(statement.text);
  } catch (error) {
    throw new StatementFailure(statement, error);
  }
}
