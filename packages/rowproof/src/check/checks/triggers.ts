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
import { onlyErases } from "../erasing-triggers.js";
import { isCallersId, isHarmless, type RowWrite } from "../row-writes.js";
import { type Subject, tableBehind } from "../subject.js";
import { forbiddenWrites } from "../trigger-writes.js";
import { tablesNotThere } from "../undecided.js";

export const triggers: Check = {
  id: "triggers",
  part: "security",
  holds: "No trigger does for callers what the contract withholds",
  undecided: tablesNotThere,
  summary: ({ catalog }) => counted(catalog.external.triggerRoutines.length, "trigger function"),
  find: (subject) => [...unreadFunctions(subject), ...rowWriters(subject), ...failing(subject)],
};

function fires({ enabled }: Trigger): boolean {
  return enabled === "origin" || enabled === "always";
}

function runs({ routine }: Trigger, { schema, name }: RelationName): boolean {
  return routine.schema === schema && routine.name === name;
}

/** What a definer function does with its owner's rights is in its body alone. */
function unreadFunctions(subject: Subject): readonly Finding[] {
  const placed = reachedTriggers(subject);
  return subject.catalog.external.triggerRoutines
    .filter((routine) => routine.securityDefiner && routine.extension === null)
    .filter((routine) => !subject.contract.namesRoutine(routine))
    .flatMap((routine) => {
      const run = placed.filter((trigger) => runs(trigger, routine));
      if (run.length === 0 || (run.every(isDeletionOfUser) && onlyErases(subject, routine))) return [];
      return [
        unreadDefiner(
          subject,
          routine,
          run.map((trigger) => trigger.on),
        ),
      ];
    });
}

function isDeletionOfUser({ on, events }: OutsideTrigger): boolean {
  return on.schema === "auth" && on.name === "users" && events.join() === "delete";
}

/** The triggers that a caller can make run, and those of signing up and going. */
function reachedTriggers(subject: Subject): readonly OutsideTrigger[] {
  const { catalog } = subject;
  const own = catalog.relations
    .filter((relation) => callersWrite(subject, relation))
    .flatMap((relation) => relation.triggers.map((trigger) => ({ ...trigger, on: relation })));
  const all = [...own, ...catalog.external.userTriggers];
  return all.filter((trigger) => fires(trigger) && !trigger.inherited);
}

const writing = ["INSERT", "UPDATE", "DELETE", "TRUNCATE"];

function callersWrite(subject: Subject, relation: Relation): boolean {
  const table = tableBehind(subject, relation);
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

/** Triggers that fail for whoever sets them off, and with them what the contract allows. */
function failing(subject: Subject): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const trigger of reachedTriggers(subject)) {
    const routine = subject.catalog.external.triggerRoutines.find((one) => runs(trigger, one));
    if (routine === undefined) continue;
    for (const { role, command, target } of forbiddenWrites(subject, trigger, routine)) {
      const name = displayName(target.schema, target.name);
      const finding: Finding = {
        id: "trigger/not-allowed",
        level: "error",
        object: triggerObject(trigger, trigger.on),
        message: `${triggerObject(trigger, trigger.on)} would ${command} rows of ${name} as ${role}, who may not`,
        why: "its function runs as whoever sets it off, so that what the contract allows them on the table fails (42501)",
        fix: `let its function run as its owner, after reading it: alter function ${quoteName(routine.schema)}.${quoteName(routine.name)}() security definer set search_path = ''; or let ${role} ${command} by the contract of ${target.key}`,
      };
      found.set(finding.message, finding);
    }
  }
  return [...found.values()];
}

function functionObject({ schema, name }: RelationName): string {
  return `function ${displayName(schema, name)}()`;
}

function unreadDefiner(subject: Subject, routine: TriggerRoutine, on: readonly RelationName[]): Finding {
  const places = [...new Set(on.map(({ schema, name }) => displayName(schema, name)))].sort();
  return {
    id: "trigger/unread",
    level: "warning",
    object: functionObject(routine),
    message: `trigger ${functionObject(routine)} on ${listed(places)} runs as ${routine.owner}`,
    why: "it is security definer, and what it does with its owner's rights was not checked",
    fix: acknowledgement(subject, routine),
  };
}

function acknowledgement({ contract }: Subject, routine: RelationName): string {
  return `read it, then name it in the contract: routines: { ${contractKey(contract, routine)}: { execute: [] } }`;
}

/** Triggers that write, into the row that a caller writes, what the caller may not. */
function rowWriters(subject: Subject): readonly Finding[] {
  return subject.catalog.relations.flatMap((relation) => {
    const table = tableBehind(subject, relation);
    if (table === undefined) return [];
    return relation.triggers
      .filter((trigger) => fires(trigger) && !trigger.inherited)
      .filter(({ timing, forEach }) => timing === "before" && forEach === "row")
      .filter(({ routine }) => !subject.contract.namesRoutine(routine))
      .flatMap((trigger) => rowFindings(subject, table, { ...trigger, on: relation }));
  });
}

function rowFindings(subject: Subject, table: ResolvedTable, trigger: OutsideTrigger): readonly Finding[] {
  const guarded = guardedColumns(table, trigger);
  const routine = subject.catalog.external.triggerRoutines.find((one) => runs(trigger, one));
  // What is written in C only a superuser can make.
  if (guarded.length === 0 || routine === undefined || ["c", "internal"].includes(routine.language))
    return [];
  const body = subject.bodies.of(routine);
  const replaces = body?.writes.some(({ column }) => column === undefined) || body?.anotherRow;
  const written = guarded.filter((column) => body?.writes.some((write) => isForbidden(table, write, column)));
  if (written.length > 0) return [writesProtected(subject, trigger, written)];
  return body === undefined || replaces ? [unreadWriter(subject, trigger, guarded)] : [];
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
  return !(table.owners.includes(column) && isCallersId(value));
}

function writesProtected(subject: Subject, trigger: OutsideTrigger, columns: readonly string[]): Finding {
  const named = listed(columns.map(quoteName));
  return {
    id: "trigger/writes-protected",
    level: "error",
    object: triggerObject(trigger, trigger.on),
    message: `${triggerObject(trigger, trigger.on)} writes ${named} when a user writes the row`,
    why: "no grant and no list of columns holds for what a trigger assigns, and the contract withholds it from users",
    fix: `take the assignment out of ${functionObject(trigger.routine)}; if it is meant, ${acknowledgement(subject, trigger.routine)}`,
  };
}

function unreadWriter(subject: Subject, trigger: OutsideTrigger, columns: readonly string[]): Finding {
  return {
    id: "trigger/unread",
    level: "warning",
    object: triggerObject(trigger, trigger.on),
    message: `${triggerObject(trigger, trigger.on)} may write ${listed(columns.map(quoteName))} when a user writes the row`,
    why: "it replaces the whole row, or its function is not PL/pgSQL that could be read",
    fix: acknowledgement(subject, trigger.routine),
  };
}
