import { identifier } from "../sql/sql.js";
import { isRefusal, runInSavepoint } from "./savepoint.js";
import type { SeedRun } from "./seed-run.js";

/** Defers the deferrable foreign keys of a cycle, or sets them back to immediate. */
export async function deferForwardKeys({ client, context }: SeedRun, deferred: boolean): Promise<void> {
  const names = [...context.order.forward]
    .filter(({ deferrable, deferred: always }) => deferrable && !always)
    .map(({ schema, name }) => identifier(schema, name).text);
  if (names.length === 0) return;
  const mode = deferred ? "deferred" : "immediate";
  try {
    await runInSavepoint(client, [`set constraints ${names.join(", ")} ${mode}`]);
  } catch (error) {
    // A row of the cycle is missing. The server reports that on commit.
    if (!isRefusal(error)) throw error;
  }
}
