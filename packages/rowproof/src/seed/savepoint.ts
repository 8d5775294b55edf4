import pg from "pg";

/** The rows of one statement's result, each as a list of texts. */
export type ResultRows = readonly (readonly (string | null)[])[];

export interface SavepointOptions {
  /** Whether the changes stay; default: true. */
  readonly keep?: boolean;
}

/** Whether the server refused a statement. Any other error, such as a lost connection, says nothing about a row. */
export function isRefusal(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError;
}

const savepoint = "savepoint rowproof_seed";
const release = "release savepoint rowproof_seed";
const undo = "rollback to savepoint rowproof_seed; release savepoint rowproof_seed";

/** Runs statements within a savepoint and returns the rows of each. A failure leaves no changes behind. */
export async function runInSavepoint(
  client: pg.ClientBase,
  statements: readonly string[],
  { keep = true }: SavepointOptions = {},
): Promise<readonly ResultRows[]> {
  const text = [savepoint, ...statements, keep ? release : undo].join(";\n");
  try {
    const results = (await client.query({
      text,
      rowMode: "array",
    })) as unknown as readonly pg.QueryArrayResult[];
    return results.slice(1, statements.length + 1).map(({ rows }) => rows as (string | null)[][]);
  } catch (error) {
    // If the connection is lost, the savepoint is lost too. The first error is the one to report.
    await client.query(undo).catch(() => undefined);
    throw error;
  }
}
