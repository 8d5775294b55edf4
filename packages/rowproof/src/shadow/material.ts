import type { Catalog, Relation, Routine } from "../catalog/facts.js";
import { displayName } from "../sql/sql.js";
import type { SchemaSnapshot } from "./schema-snapshot.js";

/**
 * The catalog as it can be loaded: what extensions brought that the shadow's server lacks is made by hand, and what never held
 * (an invalid index) is left away.
 */
export function toMaterial(snapshot: SchemaSnapshot, lacking: ReadonlySet<string>): Catalog {
  const { catalog } = snapshot;
  const orphaned = (extension: string | null) => extension !== null && lacking.has(extension);
  const adopt = <Fact extends { readonly extension: string | null }>(fact: Fact): Fact =>
    orphaned(fact.extension) ? { ...fact, extension: null } : fact;
  const stubbed = stubNames(snapshot, lacking);
  return {
    ...catalog,
    extensions: [],
    relations: catalog.relations.map((relation) => adopt(adapt(relation, stubbed.types))),
    routines: catalog.routines
      .filter((routine) => !orphaned(routine.extension) || stubbed.functions.has(nameOf(routine)))
      .map((routine) => (orphaned(routine.extension) ? { ...adopt(routine), definition: null } : routine)),
    // A domain is made with its checks valid or not at all; there are no values yet.
    types: catalog.types.map((type) => ({
      ...adopt(type),
      definition: type.definition.replace(/ NOT VALID(?=\n|$)/g, ""),
    })),
    // A superuser loads it, who may alter all of them.
    defaultPrivileges: catalog.defaultPrivileges.map((entry) => ({ ...entry, alterable: true })),
  };
}

function stubNames({ members }: SchemaSnapshot, lacking: ReadonlySet<string>) {
  const stubs = members.filter(({ extension }) => lacking.has(extension));
  const types = stubs.filter(({ kind }) => kind === "type");
  return {
    types: types.map(({ schema, name }) => displayName(schema, name)),
    functions: new Set(
      stubs.map(({ schema, name, identity }) => nameOf({ schema, name, arguments: identity ?? "" })),
    ),
  };
}

function nameOf({ schema, name, arguments: list }: Pick<Routine, "schema" | "name" | "arguments">): string {
  return `${displayName(schema, name)}(${list})`;
}

function adapt(relation: Relation, stubs: readonly string[]): Relation {
  const valid = relation.indexes.filter((index) => index.valid || relation.kind === "partitioned table");
  const columns = relation.columns.map((column) => ({
    ...column,
    type: withoutModifier(column.type, stubs),
  }));
  return { ...relation, indexes: valid, columns: stubs.length === 0 ? relation.columns : columns };
}

/** A stub takes a whole number as modifier; of a `geometry(Point,4326)` the type alone is left. */
function withoutModifier(type: string, stubs: readonly string[]): string {
  const stub = stubs.find((name) => type.startsWith(`${name}(`));
  if (stub === undefined || /^\(\d+\)/.test(type.slice(stub.length))) return type;
  return type.replace(/\(.*\)/, "");
}
