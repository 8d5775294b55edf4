import type { Catalog, Relation, UnreadObject } from "../catalog/facts.js";
import { objectName, objectOf } from "../sql/object-name.js";
import type { DumpSource } from "./source.js";

/** What no statement of ours would make again, described for people. */
export function findUnwritable(source: DumpSource): readonly string[] {
  const { catalog } = source;
  return [
    ...catalog.unread.filter((object) => !isPublished(object)).map(({ description }) => description),
    ...catalog.relations
      .filter(({ extension }) => extension === null)
      .flatMap((relation) => inRelation(source, relation)),
    ...routinesWithoutDefinition(catalog),
  ];
}

/**
 * That a publication carries a table is the publication's business, which belongs to the database and not to a schema;
 * `pg_dump --schema` leaves it out as well. On Supabase, Realtime publishes tables this way.
 */
export function isPublished({ kind }: UnreadObject): boolean {
  return kind === "publication relation" || kind === "publication namespace";
}

function inRelation(source: DumpSource, relation: Relation): readonly string[] {
  const key = objectOf(relation);
  if (relation.kind === "foreign table") return [key];
  const broken = relation.indexes.filter(({ valid }) => !valid && relation.kind !== "partitioned table");
  return [
    ...broken.map(({ name }) => `${objectName("index", [relation.schema, name])}, which is invalid`),
    ...(inherits(source, relation) ? [] : [`${key}, whose columns stand in another order than its parents'`]),
  ];
}

/** Whether `create table … inherits` would give the columns their places: the parents' first, then its own. */
function inherits(source: DumpSource, { inherits: parents, columns }: Relation): boolean {
  if (parents.length === 0) return true;
  const theirs = parents.flatMap((name) => source.relation(name)?.columns.map((column) => column.name) ?? []);
  const own = columns.filter(({ local }) => local).map(({ name }) => name);
  const expected = [...new Set([...theirs, ...own])];
  return expected.length === columns.length && columns.every(({ name }, index) => name === expected[index]);
}

function routinesWithoutDefinition({ routines }: Catalog): readonly string[] {
  return routines
    .filter(({ definition, extension }) => definition === null && extension === null)
    .map((routine) => objectOf(routine));
}
