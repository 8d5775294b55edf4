import type { TriggerRoutine } from "../../catalog/external-objects.js";
import { owned } from "../../check/checks/erasure.js";
import { erasingTrigger } from "../../check/erasing-trigger.js";
import type { Subject } from "../../check/subject.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import { quoteName, quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Group } from "../action.js";
import { locks } from "../locks.js";

/**
 * The functions of a plan's making that delete a user's rows of a table by its name, and do nothing else: nobody needs them
 * once the table has another name and a function for that.
 */
export function erasingRoutines(subject: Subject, table: ResolvedTable): readonly TriggerRoutine[] {
  const made = owned(subject)
    .filter((one) => one.table.key === table.key)
    .map(({ column }) => erasingTrigger(subject, table, column)[0] ?? "");
  return subject.catalog.external.triggerRoutines.filter((routine) =>
    made.some(
      (statement) =>
        statement.startsWith(`create or replace function ${quoteRelation(routine)}()`) &&
        bodyOf(statement) === bodyOf(routine.definition) &&
        runsOnUsersOnly(subject, routine),
    ),
  );
}

function bodyOf(definition: string): string | undefined {
  return /\$(\w*)\$([\s\S]*)\$\1\$/.exec(definition)?.[2]?.trim();
}

function runsOnUsersOnly({ catalog }: Subject, routine: TriggerRoutine): boolean {
  const runs = ({ routine: run }: { readonly routine: { schema: string; name: string } }) =>
    run.schema === routine.schema && run.name === routine.name;
  return !catalog.relations.some(({ triggers }) => triggers.some(runs));
}

/** Takes them away with their triggers on `auth.users`. */
export function dropErasingRoutines(
  { catalog }: Subject,
  routines: readonly TriggerRoutine[],
  ownsUsers: boolean,
): readonly Group[] {
  return routines.map((routine) => {
    const triggers = catalog.external.userTriggers.filter(
      (trigger) => trigger.routine.schema === routine.schema && trigger.routine.name === routine.name,
    );
    const name = displayName(routine.schema, routine.name);
    // A trigger is its table's owner's to drop, while it goes with its function, which is ours.
    const drops = ownsUsers
      ? [
          ...triggers.map((trigger) => `drop trigger if exists ${quoteName(trigger.name)} on auth.users;`),
          `drop function if exists ${quoteRelation(routine)}();`,
        ]
      : [`drop function if exists ${quoteRelation(routine)}() cascade;`];
    return {
      phase: "within",
      object: `function ${name}()`,
      reason: `${name} deleted a user's rows by the table's old name, and its place is taken.`,
      actions: drops.map((sql) => ({ sql, lock: locks.exclusive("auth.users") })),
    };
  });
}
