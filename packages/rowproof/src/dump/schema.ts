import type { Catalog, Relation } from "../catalog/facts.js";
import { objectName, objectOf, typeObject } from "../sql/object-name.js";
import { writeLateComments } from "./comments.js";
import { writeDefaultPrivileges } from "./default-privileges.js";
import {
  type DumpStyle,
  writeRelationRest,
  writeRoutineRest,
  writeSchemaRest,
  writeTypeRest,
} from "./deferred.js";
import { writeExtensions } from "./extensions.js";
import { writeForeignKeys } from "./foreign-keys.js";
import { writeIndexAttachments } from "./indexes.js";
import { objectSteps } from "./objects.js";
import { type DumpStep, orderSteps } from "./order.js";
import { mainOwner, roleWriter } from "./owner.js";
import { settings, writeReset, writeSchemas } from "./preamble.js";
import { cannotWrite } from "./refusal.js";
import type { DumpSection } from "./section.js";
import { writeOwnedBy } from "./sequences.js";
import { type DumpSource, openSource } from "./source.js";
import { note } from "./statement.js";
import { writeValidations } from "./tables.js";
import { writeOutsideTriggers, writeTriggerStates } from "./triggers.js";
import { findUnwritable, isPublished } from "./unwritable.js";

/**
 * Writes the schemas of a catalog as SQL: one transaction, for `psql -v ON_ERROR_STOP=1` or one call of the simple query
 * protocol, to be loaded into a database that has what the platform gives and nothing in the schemas. The role that owns
 * usually is the role that loads it. The same catalog gives the same bytes.
 *
 * @throws {RowproofError} `dump/cannot-write`, naming all of it, where the catalog holds what cannot be written.
 */
export function writeSchema(catalog: Catalog): string {
  const source = openSource(catalog);
  const order = orderSteps(objectSteps(source));
  const circles = order.circles.map((keys) => `${[...keys, keys[0]].join(" → ")}, which need each other`);
  const unwritable = [...findUnwritable(source), ...circles];
  if (unwritable.length > 0) throw cannotWrite(unwritable);

  const main = mainOwner(catalog);
  const style: DumpStyle = { main, role: roleWriter(main), major: catalog.server.major };
  return render([
    whole("the schema, as one transaction", ["begin", ...settings]),
    whole("before anything is made", [...writeSchemas(catalog), writeReset(catalog)]),
    whole("extensions", writeExtensions(catalog)),
    ...writeObjects(source, order.steps, style),
    whole(
      "not part of the schema",
      catalog.unread.filter(isPublished).map(({ description }) => note(description)),
    ),
    whole("the end", ["commit"]),
  ]);
}

/** What makes the objects of existing schemas, in an order that loads; `steps` are theirs, in order. */
export function writeObjects(
  source: DumpSource,
  steps: readonly DumpStep[],
  style: DumpStyle,
): readonly DumpSection[] {
  return [
    ...steps.map(({ key, statements }) => whole(key, statements)),
    // Before owners change: a sequence and its table must have the same.
    each("sequences of columns", source.catalog.relations, writeOwnedBy),
    ...restSections(source, style),
    ...lateSections(source, style),
  ];
}

function whole(title: string, statements: readonly string[]): DumpSection {
  return { title, parts: [{ object: title, statements }] };
}

function each(
  title: string,
  relations: readonly Relation[],
  write: (relation: Relation) => readonly string[],
): DumpSection {
  const parts = relations.map((relation) => ({ object: objectOf(relation), statements: write(relation) }));
  return { title, parts };
}

/** The deferred statements of each object, which follow all definitions. */
function restSections({ catalog }: DumpSource, style: DumpStyle): readonly DumpSection[] {
  const of = (object: string, statements: readonly string[]): DumpSection => ({
    title: `on ${object}`,
    parts: [{ object, statements }],
  });
  return [
    ...catalog.schemas.map((schema) =>
      of(objectName("schema", [schema.name]), writeSchemaRest(schema, style)),
    ),
    ...catalog.types.map((type) => of(typeObject(type), writeTypeRest(type, style))),
    ...catalog.routines.map((routine) => of(objectOf(routine), writeRoutineRest(routine, style))),
    ...catalog.relations.map((relation) => of(objectOf(relation), writeRelationRest(relation, style))),
  ];
}

/** What takes two objects, or all of them. */
function lateSections(source: DumpSource, style: DumpStyle): readonly DumpSection[] {
  const own = source.catalog.relations.filter(({ extension }) => extension === null);
  return [
    each("indexes of partitions", own, (relation) => writeIndexAttachments(source, relation)),
    each("constraints that are checked where their parents' are not", own, (relation) =>
      writeValidations(source, relation),
    ),
    { title: "foreign keys", parts: writeForeignKeys(source) },
    each("triggers that do not fire as usual", own, (relation) =>
      writeTriggerStates(relation, relation.triggers),
    ),
    each("comments on constraints and triggers", own, writeLateComments),
    { title: "triggers in other schemas", parts: writeOutsideTriggers(source.catalog) },
    whole("default privileges", writeDefaultPrivileges(source.catalog, style.main, style)),
  ];
}

function render(sections: readonly DumpSection[]): string {
  const blocks = sections
    .map(({ title, parts }) => ({ title, statements: parts.flatMap((part) => part.statements) }))
    .filter(({ statements }) => statements.length > 0)
    .map(({ title, statements }) => [note(title), ...statements.map(terminate)].join("\n"));
  return `${blocks.join("\n\n")}\n`;
}

function terminate(text: string): string {
  return text.startsWith("--") ? text : `${text};`;
}
