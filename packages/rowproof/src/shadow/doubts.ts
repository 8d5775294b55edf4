import type { Catalog, Relation, RelationName, Routine } from "../catalog/facts.js";
import { objectOf } from "../sql/object-name.js";
import { displayName } from "../sql/sql.js";
import type { SchemaSnapshot } from "./schema-snapshot.js";
import { functionStubs, triggerStubs } from "./stubs.js";
import type { UnprovableObject } from "./untested.js";

/** These send something elsewhere or later: what they answer is nothing that a decision hangs on. */
const senders: ReadonlySet<string> = new Set(["pg_net", "pg_cron", "http"]);

/** The objects that stubs leave in doubt: what they do may hang on what the real function would have said. */
export function findDoubts(
  snapshot: SchemaSnapshot,
  lacking: ReadonlySet<string>,
): readonly UnprovableObject[] {
  const { catalog } = snapshot;
  const stubs = functionStubs(snapshot, lacking).filter(({ extension }) => !senders.has(extension));
  const triggers = triggerStubs(snapshot);
  if (stubs.length + triggers.length === 0) return [];
  const routines = catalog.routines.filter((routine) => named(routine, stubs) !== undefined);
  const doubtful = new Set([...stubs, ...routines].map(keyOf));
  return [
    ...routines.map((routine) => inBody(routine, named(routine, stubs))),
    ...calledFrom(catalog, doubtful),
    ...catalog.relations.flatMap((relation) => [
      ...inTriggers(relation, new Set([...doubtful, ...triggers.map(keyOf)])),
      ...inView(relation, [...stubs, ...routines]),
    ]),
  ];
}

/** The stub that a routine's text calls, if any. A body is text until it runs, so names are all there is. */
function named({ definition, extension }: Routine, stubs: readonly RelationName[]): RelationName | undefined {
  if (definition === null || extension !== null) return undefined;
  const called = new Set([...definition.matchAll(/([\w$]+)"?\s*\(/g)].map(([, name]) => name));
  return stubs.find(({ name }) => called.has(name));
}

function inBody(routine: Routine, stub: RelationName | undefined): UnprovableObject {
  const called = stub === undefined ? "a function" : `${displayName(stub.schema, stub.name)}()`;
  return {
    object: objectOf(routine),
    why: `its body calls ${called}, which the shadow's server does not have`,
  };
}

function calledFrom(catalog: Catalog, doubtful: ReadonlySet<string>): readonly UnprovableObject[] {
  const relations = new Map(catalog.relations.map((relation) => [keyOf(relation), relation]));
  return catalog.external.calls
    .filter(({ part, routine }) => part !== "index" && doubtful.has(keyOf(routine)))
    .flatMap(({ relation, part, name, routine }) => {
      const caller = relations.get(keyOf(relation));
      return caller === undefined ? [] : [doubt(caller, `its ${part} ${displayName(name)} calls`, routine)];
    });
}

/** A trigger that runs after the row is written cannot change it. */
function inTriggers(relation: Relation, doubtful: ReadonlySet<string>): readonly UnprovableObject[] {
  return relation.triggers
    .filter(({ timing, routine }) => timing !== "after" && doubtful.has(keyOf(routine)))
    .map(({ name, routine }) => doubt(relation, `its trigger ${displayName(name)} calls`, routine));
}

function inView(relation: Relation, doubtful: readonly RelationName[]): readonly UnprovableObject[] {
  const { definition } = relation;
  if (definition === null) return [];
  const called = doubtful.find(({ schema, name }) => definition.includes(`${displayName(schema, name)}(`));
  return called === undefined ? [] : [doubt(relation, "it calls", called)];
}

function doubt(relation: Relation, how: string, routine: RelationName): UnprovableObject {
  const called = displayName(routine.schema, routine.name);
  return {
    object: objectOf(relation),
    why: `${how} ${called}(), which needs what the shadow's server does not have`,
  };
}

function keyOf({ schema, name }: RelationName): string {
  return displayName(schema, name);
}
