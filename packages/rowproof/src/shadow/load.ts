import pg from "pg";
import { settings } from "../dump/preamble.js";
import type { DumpPart } from "../dump/section.js";

/** A statement that the server refused, and the object that now lacks it. */
export interface LoadFailure {
  readonly object: string;
  readonly statement: string;
  readonly error: pg.DatabaseError;
}

interface LoadStatement {
  readonly object: string;
  readonly statement: string;
}

/** As many in one transaction as a server takes with its usual room for locks. */
const batch = 300;

/**
 * Runs the parts in their order; what the server refuses is left out. Many statements go in one transaction, and one that fails is
 * found by halving, so that a schema with nothing to leave out is loaded in a few round trips.
 *
 * @throws what the driver throws, and the server if it was stopped.
 */
export async function loadParts(
  client: pg.ClientBase,
  parts: readonly DumpPart[],
): Promise<readonly LoadFailure[]> {
  const lines = parts.flatMap(({ object, statements }) =>
    statements.map((statement) => ({ object, statement })),
  );
  const failures: LoadFailure[] = [];
  for (let start = 0; start < lines.length; start += batch) {
    failures.push(...(await loadLines(client, lines.slice(start, start + batch))));
  }
  return failures;
}

async function loadLines(
  client: pg.ClientBase,
  lines: readonly LoadStatement[],
): Promise<readonly LoadFailure[]> {
  const error = await attempt(client, lines);
  if (error === null) return [];
  const [only] = lines;
  if (lines.length === 1 && only !== undefined) return [{ ...only, error }];
  const middle = Math.ceil(lines.length / 2);
  const before = await loadLines(client, lines.slice(0, middle));
  return [...before, ...(await loadLines(client, lines.slice(middle)))];
}

async function attempt(
  client: pg.ClientBase,
  lines: readonly LoadStatement[],
): Promise<pg.DatabaseError | null> {
  const statements = lines.map(({ statement }) => statement);
  try {
    await client.query(["begin", ...settings, ...statements, "commit"].join(";\n"));
    return null;
  } catch (error) {
    // Class 57 is an operator's intervention: the statement was cancelled, or the server stops.
    if (!(error instanceof pg.DatabaseError) || error.code?.startsWith("57")) throw error;
    await client.query("rollback");
    return error;
  }
}
