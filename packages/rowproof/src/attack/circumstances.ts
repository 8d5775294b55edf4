import type { Relation } from "../catalog/facts.js";
import { attacker, victim } from "../seed/test-users.js";
import { keyOf } from "../sql/relation-key.js";
import type { TableVisit } from "./attack.js";
import { changeOf, feasible } from "./changed-rows.js";
import { predicatesOf, spokenColumns, wordsOf } from "./condition-words.js";
import type { AttackContext } from "./context.js";
import type { RowChange } from "./row-change.js";
import type { Steps } from "./steps.js";
import type { Target } from "./target.js";
import type { Circumstance } from "./visit-findings.js";

/** At most this many changes are tried for one relation. */
const most = 16;

/** Whether other rows are changed before an attempt: under the table's own name, for owners and anonymous users. */
export function hasCircumstances({ context, target, base, actor }: TableVisit): boolean {
  if (base !== target.relation || actor.oddity !== undefined || target.standing !== "named") return false;
  const may = context.privileges(target, actor.role);
  return (
    (actor.standsFor.own === "owner" || actor.role === "anon") && (may.has("select") || may.has("insert"))
  );
}

/**
 * Changes to rows of other tables on which policies or the contract depend: another plan, another role, a closed project.
 * Computed once for each visit.
 */
export function* circumstancesOf(visit: TableVisit): Steps<readonly Circumstance[]> {
  if (visit.circumstances !== undefined) return visit.circumstances;
  const found: Circumstance[] = [];
  for (const change of changesFor(visit).slice(0, most)) {
    const setup = yield* feasible(change);
    if (setup !== undefined) found.push({ change, setup });
  }
  visit.circumstances = found;
  return found;
}

function changesFor({ context, target, actor: { person } }: TableVisit): readonly RowChange[] {
  const text = wordsOf(context, target);
  const persons = [person ?? attacker, victim];
  return tablesBehind(context, target).flatMap((table) => {
    const rows = context.rowsOf(table).filter((row) => persons.includes(row.person));
    return spokenColumns(context, table, text).flatMap(({ column, values }) =>
      values.flatMap((value) => changeOf(table, rows, column.name, value) ?? []),
    );
  });
}

/** The tables on whose rows the access can depend, according to the database and the contract. */
function tablesBehind(context: AttackContext, target: Target): readonly Relation[] {
  const keys = new Set([
    ...context.mentions.of(target.relation),
    ...context.mentions.named(predicatesOf(target).join("\n")),
  ]);
  return context.catalog.relations.filter(
    (relation) =>
      keys.has(keyOf(relation)) &&
      relation.kind === "table" &&
      relation.schema !== "auth" &&
      keyOf(relation) !== keyOf(target.relation),
  );
}
