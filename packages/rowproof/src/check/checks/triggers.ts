import type { TriggerRoutine } from "../../catalog/external-objects.js";
import type { Relation, RelationName } from "../../catalog/facts.js";
import type { OutsideTrigger, Trigger } from "../../catalog/triggers.js";
import { commands } from "../../contract/contract.js";
import { contractKey } from "../../contract/contract-key.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import type { Finding } from "../../diagnostic.js";
import { counted, listed } from "../../sql/list.js";
import { triggerObject } from "../../sql/object-name.js";
import { quoteName } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import { type CheckContext, tableBehind } from "../context.js";
import { onlyErases } from "../erasing-triggers.js";
import { isCurrentUserId, isHarmless, type RowWrite } from "../row-writes.js";
import { forbiddenWrites } from "../trigger-writes.js";
import { tablesNotThere } from "../undecided.js";

export const triggers: Check = {
  id: "triggers",
  part: "security",
  holds: "No trigger does what the contract withholds from the user",
  undecided: tablesNotThere,
  summary: ({ catalog }) => counted(catalog.external.triggerRoutines.length, "trigger function"),
  find: (context) => [...unreadFunctions(context), ...rowWriters(context), ...failing(context)],
};

function fires({ enabled }: Trigger): boolean {
  return enabled === "origin" || enabled === "always";
}

function runs({ routine }: Trigger, { schema, name }: RelationName): boolean {
  return routine.schema === schema && routine.name === name;
}

/** Only the body of a definer function says what it does with its owner's rights. */
function unreadFunctions(context: CheckContext): readonly Finding[] {
  const placed = reachedTriggers(context);
  return context.catalog.external.triggerRoutines
    .filter((routine) => routine.securityDefiner && routine.extension === null)
    .filter((routine) => !context.contract.namesRoutine(routine))
    .flatMap((routine) => {
      const run = placed.filter((trigger) => runs(trigger, routine));
      if (run.length === 0 || (run.every(isDeletionOfUser) && onlyErases(context, routine))) return [];
      return [
        unreadDefiner(
          context,
          routine,
          run.map((trigger) => trigger.on),
        ),
      ];
    });
}

function isDeletionOfUser({ on, events }: OutsideTrigger): boolean {
  return on.schema === "auth" && on.name === "users" && events.join() === "delete";
}

/** The triggers that a user can start, including those of signing up and of deleting an account. */
function reachedTriggers(context: CheckContext): readonly OutsideTrigger[] {
  const { catalog } = context;
  const own = catalog.relations
    .filter((relation) => callersWrite(context, relation))
    .flatMap((relation) => relation.triggers.map((trigger) => ({ ...trigger, on: relation })));
  const all = [...own, ...catalog.external.userTriggers];
  return all.filter((trigger) => fires(trigger) && !trigger.inherited);
}

const writing = ["INSERT", "UPDATE", "DELETE", "TRUNCATE"];

function callersWrite(context: CheckContext, relation: Relation): boolean {
  const table = tableBehind(context, relation);
  return (
    relation.effective.some(
      ({ role, privilege }) => role !== "service_role" && writing.includes(privilege),
    ) ||
    (table !== undefined && contractWrites(table))
  );
}

function contractWrites({ access }: ResolvedTable): boolean {
  return (["anon", "authenticated"] as const).some((role) =>
    commands.some((command) => command !== "select" && access[role][command].rows.kind !== "none"),
  );
}

/** Triggers that fail for the user who starts them, so that a statement that the contract allows fails. */
function failing(context: CheckContext): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const trigger of reachedTriggers(context)) {
    const routine = context.catalog.external.triggerRoutines.find((one) => runs(trigger, one));
    if (routine === undefined) continue;
    for (const { role, command, target } of forbiddenWrites(context, trigger, routine)) {
      const name = displayName(target.schema, target.name);
      const finding: Finding = {
        id: "trigger/not-allowed",
        level: "error",
        object: triggerObject(trigger, trigger.on),
        message: `${triggerObject(trigger, trigger.on)} would ${command} rows of ${name} as ${role}, who may not`,
        why: "its function runs as the user who starts it, so statements that the contract allows fail (42501)",
        fix: `review its function, then let it run as its owner: alter function ${quoteName(routine.schema)}.${quoteName(routine.name)}() security definer set search_path = ''; or let ${role} ${command} rows of ${target.key} in the contract`,
      };
      found.set(finding.message, finding);
    }
  }
  return [...found.values()];
}

function functionObject({ schema, name }: RelationName): string {
  return `function ${displayName(schema, name)}()`;
}

function unreadDefiner(context: CheckContext, routine: TriggerRoutine, on: readonly RelationName[]): Finding {
  const places = [...new Set(on.map(({ schema, name }) => displayName(schema, name)))].sort();
  return {
    id: "trigger/unread",
    level: "warning",
    object: functionObject(routine),
    message: `trigger ${functionObject(routine)} on ${listed(places)} runs as ${routine.owner}`,
    why: "it is security definer, and its use of its owner's rights was not checked",
    fix: acknowledgement(context, routine),
  };
}

function acknowledgement({ contract }: CheckContext, routine: RelationName): string {
  return `review it, then name it in the contract: routines: { ${contractKey(contract, routine)}: { execute: [] } }`;
}

/** Triggers that write, into the row that a user writes, columns that the user may not write. */
function rowWriters(context: CheckContext): readonly Finding[] {
  return context.catalog.relations.flatMap((relation) => {
    const table = tableBehind(context, relation);
    if (table === undefined) return [];
    return relation.triggers
      .filter((trigger) => fires(trigger) && !trigger.inherited)
      .filter(({ timing, forEach }) => timing === "before" && forEach === "row")
      .filter(({ routine }) => !context.contract.namesRoutine(routine))
      .flatMap((trigger) => rowFindings(context, table, { ...trigger, on: relation }));
  });
}

function rowFindings(
  context: CheckContext,
  table: ResolvedTable,
  trigger: OutsideTrigger,
): readonly Finding[] {
  const guarded = guardedColumns(table, trigger);
  const routine = context.catalog.external.triggerRoutines.find((one) => runs(trigger, one));
  // Only a superuser can create a C function.
  if (guarded.length === 0 || routine === undefined || ["c", "internal"].includes(routine.language))
    return [];
  const body = context.bodies.of(routine);
  const replaces = body?.writes.some(({ column }) => column === undefined) || body?.anotherRow;
  const written = guarded.filter((column) => body?.writes.some((write) => isForbidden(table, write, column)));
  if (written.length > 0) return [writesProtected(context, trigger, written)];
  return body === undefined || replaces ? [unreadWriter(context, trigger, guarded)] : [];
}

/** The columns that a user's own insert or update, which runs the trigger, may not choose freely. */
function guardedColumns(table: ResolvedTable, { events }: Trigger): readonly string[] {
  const columns = table.relation.columns.map(({ name }) => name);
  const guarded = (["insert", "update"] as const).flatMap((command) => {
    const { rows, columns: writable } = table.access.authenticated[command];
    if (!events.includes(command) || rows.kind === "none") return [];
    const withheld = writable === undefined ? [] : columns.filter((column) => !writable.includes(column));
    return [...withheld, ...table.owners];
  });
  return [...new Set(guarded)];
}

function isForbidden(table: ResolvedTable, { column, value }: RowWrite, guarded: string): boolean {
  if (column !== guarded || isHarmless(value, column)) return false;
  return !(table.owners.includes(column) && isCurrentUserId(value));
}

function writesProtected(
  context: CheckContext,
  trigger: OutsideTrigger,
  columns: readonly string[],
): Finding {
  const named = listed(columns.map(quoteName));
  return {
    id: "trigger/writes-protected",
    level: "error",
    object: triggerObject(trigger, trigger.on),
    message: `${triggerObject(trigger, trigger.on)} writes ${named} when a user writes the row`,
    why: "a trigger's assignments need no grant, and the contract withholds these columns from users",
    fix: `remove the assignment from ${functionObject(trigger.routine)}; if you want it, ${acknowledgement(context, trigger.routine)}`,
  };
}

function unreadWriter(context: CheckContext, trigger: OutsideTrigger, columns: readonly string[]): Finding {
  return {
    id: "trigger/unread",
    level: "warning",
    object: triggerObject(trigger, trigger.on),
    message: `${triggerObject(trigger, trigger.on)} may write ${listed(columns.map(quoteName))} when a user writes the row`,
    why: "it replaces the whole row, or its function is not readable PL/pgSQL",
    fix: acknowledgement(context, trigger.routine),
  };
}
