import type { Column, RelationName, Routine } from "../catalog/facts.js";
import type { Trigger } from "../catalog/triggers.js";
import { victim } from "../seed/test-users.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier, literal, raw, sql } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import { writingRoutineAttacks } from "./attacks.js";
import { typedValue } from "./conditions.js";
import type { AttackContext } from "./context.js";
import { changedTables } from "./routine/changed-tables.js";
import type { Attempt, TextRow } from "./session.js";
import { askOwner, type Steps, send } from "./steps.js";

/** The trigger functions of the exposed schemas. */
export function triggerFunctionsOf({
  catalog,
  exposed,
}: Pick<AttackContext, "catalog" | "exposed">): readonly Routine[] {
  return catalog.routines.filter(
    ({ schema, extension, returns }) =>
      exposed.includes(schema) && extension === null && returns === "trigger",
  );
}

/** A trigger that runs a function, and its table. */
interface TriggerUse {
  readonly on: RelationName;
  readonly columns: readonly Pick<Column, "name" | "type">[];
  readonly definition: string;
}

/**
 * A trigger function cannot be called. But a role that may execute it can run it with any rows, by a trigger on its own temporary
 * table (documentation, "CREATE TRIGGER": this needs only EXECUTE on the function).
 */
export function* attackTriggerFunction(context: AttackContext, routine: Routine, actor: Actor): Steps<void> {
  if (!(yield* isExecutable(routine, actor))) return;
  for (const use of usesOf(context, routine)) {
    for (const statements of trialsFor(context, use)) {
      const attempt: Attempt = { actor, statements };
      const outcome = yield* send({ ...attempt, inspect: [context.watch.query()] });
      if (outcome === "setup" || outcome.error !== null) continue;
      const written = context.watch.written(outcome.inspected[0] ?? []);
      const declaration = { execute: [], reaches: [] };
      const changed = yield* changedTables(context, routine, declaration, written);
      const budget = { calls: 0 };
      const call = { context, routine, declaration, attempt, outcome, written, changed, budget };
      for (const { examine } of writingRoutineAttacks) yield* examine(call);
    }
  }
}

function* isExecutable(routine: Routine, { role }: Actor): Steps<boolean> {
  const query = sql`select has_function_privilege(${literal(role)}, p.oid, 'EXECUTE')
      and has_schema_privilege(${literal(role)}, p.pronamespace, 'USAGE') as held
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = ${literal(routine.schema)} and p.proname = ${literal(routine.name)} and p.pronargs = 0`;
  const { results } = yield* askOwner([query.text]);
  return results[0]?.rows[0]?.held === "t";
}

function usesOf({ catalog }: AttackContext, { schema, name }: Routine): readonly TriggerUse[] {
  const isIts = ({ routine }: Trigger) => routine.schema === schema && routine.name === name;
  const inside = catalog.relations.flatMap((relation) =>
    relation.triggers
      .filter(isIts)
      .map(({ definition }) => ({ on: relation, columns: relation.columns, definition })),
  );
  const outside = catalog.outsideTriggers.filter(isIts).map(({ on, definition }) => ({
    on,
    columns: catalog.relations.find((one) => keyOf(one) === keyOf(on))?.columns ?? userColumns,
    definition,
  }));
  return [...inside, ...outside];
}

/** The columns that a trigger on `auth.users` usually reads. */
const userColumns = [
  { name: "id", type: "uuid" },
  { name: "email", type: "text" },
  { name: "raw_user_meta_data", type: "jsonb" },
];

const copy = "rowproof_copy";

/** Inserts, updates and deletes a row of the victim, with the trigger as the table has it. */
function trialsFor(context: AttackContext, use: TriggerUse): readonly (readonly string[])[] {
  const row = rowOf(context, use);
  if (row === undefined) return [];
  const columns = use.columns.map(({ name, type }) => sql`${identifier(name)} ${raw(type)}`.text);
  const values = use.columns.map(({ name }) => typedValue(use.columns, name, row));
  const [first] = use.columns;
  if (first === undefined) return [];
  const make = sql`create temporary table ${identifier(copy)} (${raw(columns.join(", "))})`.text;
  const insert = sql`insert into ${identifier(copy)} values (${raw(values.join(", "))})`.text;
  const change = sql`update ${identifier(copy)} set ${identifier(first.name)} = ${identifier(first.name)}`
    .text;
  const trigger = onCopy(use.definition);
  return [
    [make, trigger, insert],
    [make, insert, trigger, change],
    [make, insert, trigger, sql`delete from ${identifier(copy)}`.text],
  ];
}

function rowOf({ seeded, rowsOf }: AttackContext, { on }: TriggerUse): TextRow | undefined {
  const user = seeded.persons.find(({ name }) => name === victim);
  const row = rowsOf(on).find(({ person }) => person === victim)?.row;
  return (
    row ?? (user === undefined ? undefined : { id: user.id, email: user.email, raw_user_meta_data: "{}" })
  );
}

/** The trigger as the server prints it, but on the actor's own table. Its condition does not change. */
function onCopy(definition: string): string {
  return definition
    .replace(/^CREATE CONSTRAINT TRIGGER/, "CREATE TRIGGER")
    .replace(/ (?:DEFERRABLE|NOT DEFERRABLE)?(?: INITIALLY (?:DEFERRED|IMMEDIATE))?(?= FOR EACH)/, "")
    .replace(/ ON (?:ONLY )?(?:"(?:[^"]|"")+"|[\w$]+)(?:\.(?:"(?:[^"]|"")+"|[\w$]+))?/, ` ON ${copy}`);
}
