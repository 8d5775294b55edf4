import type { TriggerRoutine } from "../../catalog/external-objects.js";
import { owned } from "../../check/checks/erasure.js";
import type { CheckContext } from "../../check/context.js";
import { erasingTrigger } from "../../check/erasing-trigger.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import { quoteName, quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Group } from "../action.js";
import { locks } from "../locks.js";

/**
 * The functions from earlier plans that only delete a user's rows of a table by its name: nobody needs them
 * once the table has another name and a new function.
 */
export function erasingRoutines(context: CheckContext, table: ResolvedTable): readonly TriggerRoutine[] {
  const made = owned(context)
    .filter((one) => one.table.key === table.key)
    .map(({ column }) => erasingTrigger(context, table, column)[0] ?? "");
  return context.catalog.external.triggerRoutines.filter((routine) =>
    made.some(
      (statement) =>
        statement.startsWith(`create or replace function ${quoteRelation(routine)}()`) &&
        bodyOf(statement) === bodyOf(routine.definition) &&
        runsOnUsersOnly(context, routine),
    ),
  );
}

function bodyOf(definition: string): string | undefined {
  return /\$(\w*)\$([\s\S]*)\$\1\$/.exec(definition)?.[2]?.trim();
}

function runsOnUsersOnly({ catalog }: CheckContext, routine: TriggerRoutine): boolean {
  const runs = ({ routine: run }: { readonly routine: { schema: string; name: string } }) =>
    run.schema === routine.schema && run.name === routine.name;
  return !catalog.relations.some(({ triggers }) => triggers.some(runs));
}

/** Drops them with their triggers on `auth.users`. */
export function dropErasingRoutines(
  { catalog }: CheckContext,
  routines: readonly TriggerRoutine[],
  ownsUsers: boolean,
): readonly Group[] {
  return routines.map((routine) => {
    const triggers = catalog.external.userTriggers.filter(
      (trigger) => trigger.routine.schema === routine.schema && trigger.routine.name === routine.name,
    );
    const name = displayName(routine.schema, routine.name);
    // Only the table's owner can drop a trigger, but dropping our function with cascade drops it too.
    const drops = ownsUsers
      ? [
          ...triggers.map((trigger) => `drop trigger if exists ${quoteName(trigger.name)} on auth.users;`),
          `drop function if exists ${quoteRelation(routine)}();`,
        ]
      : [`drop function if exists ${quoteRelation(routine)}() cascade;`];
    return {
      phase: "within",
      object: `function ${name}()`,
      reason: `${name} deletes a user's rows by the table's old name. A new function replaces it.`,
      actions: drops.map((sql) => ({ sql, lock: locks.exclusive("auth.users") })),
    };
  });
}
