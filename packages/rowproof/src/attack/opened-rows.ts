import type { Relation } from "../catalog/facts.js";
import type { SeededRow } from "../seed/seeded.js";
import type { AttackContext } from "./context.js";
import { readOf, shows } from "./reads.js";
import type { Attempt } from "./session.js";
import { type Steps, send } from "./steps.js";
import type { Target } from "./target.js";
import { targetRowsOf } from "./target-rows.js";

/** Another user's row that can be read, and the relation that shows it. */
interface OpenedRow {
  readonly target: Target;
  readonly row: SeededRow;
}

/** The rows that a call's write opens: the contract does not allow the actor to read them before the call or after it. */
export function* openedBy(
  context: AttackContext,
  { actor, statements }: Attempt,
  written: readonly Relation[],
): Steps<readonly OpenedRow[]> {
  const opened = new Set(written.flatMap((one) => context.mentions.dependents(one)));
  const targets = context.targets.filter(
    ({ relation, standing }) => opened.has(relation) && standing === "named",
  );
  const found: OpenedRow[] = [];
  for (const target of targets) {
    const targetRows = yield* targetRowsOf(context, target, actor, "select");
    const before = yield* send({ actor, statements: [readOf(target)] });
    const after = yield* send({ actor, statements: [...statements, readOf(target)] });
    if (before === "setup" || after === "setup" || after.error !== null) continue;
    const [seen, now] = [before.results[0]?.rows ?? [], after.results.at(-2)?.rows ?? []];
    const fresh = targetRows.find(
      ({ row, expected }) =>
        !expected &&
        row.person !== actor.person &&
        now.some((one) => shows(target, one, row.row)) &&
        !seen.some((one) => shows(target, one, row.row)),
    );
    if (fresh !== undefined) found.push({ target, row: fresh.row });
  }
  return found;
}
