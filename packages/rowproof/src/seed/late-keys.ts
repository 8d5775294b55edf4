import { identifier } from "../sql/sql.js";
import { isRefusal, runInSavepoint } from "./insertion.js";
import type { Seeding } from "./seeding.js";

/** Has the keys of a circle that may be checked late checked so, or again at once, as they were. */
export async function checkLate({ client, seedState }: Seeding, late: boolean): Promise<void> {
  const names = [...seedState.order.ahead]
    .filter(({ deferrable, deferred }) => deferrable && !deferred)
    .map(({ schema, name }) => identifier(schema, name).text);
  if (names.length === 0) return;
  try {
    await runInSavepoint(client, [`set constraints ${names.join(", ")} ${late ? "deferred" : "immediate"}`]);
  } catch (error) {
    // A row that the circle still lacks: whoever commits is told.
    if (!isRefusal(error)) throw error;
  }
}
