import type { Relation } from "../catalog/facts.js";
import { objectName, objectOf, typeObject } from "../sql/object-name.js";
import { identifier, raw } from "../sql/sql.js";
import type { DumpStep } from "./order.js";
import { writeSequence } from "./sequences.js";
import type { DumpSource } from "./source.js";
import { named, statement } from "./statement.js";
import { isInline, isSeparate, writeConstraint, writeTable } from "./tables.js";
import { writeView } from "./views.js";

/** What others may need: types, sequences, tables, routines, views, and the defaults and checks that need routines. */
export function objectSteps(source: DumpSource): readonly DumpStep[] {
  const { catalog } = source;
  const own = catalog.relations.filter(({ extension }) => extension === null);
  const of = (...kinds: readonly Relation["kind"][]) => own.filter(({ kind }) => kinds.includes(kind));
  const tables = of("table", "partitioned table");
  return [
    ...catalog.types
      .filter(({ extension }) => extension === null)
      .map((type) => step(source, typeObject(type), [type.definition])),
    ...of("sequence").flatMap((relation) =>
      relation.sequence === null || relation.sequence.identity
        ? []
        : [step(source, objectOf(relation), [writeSequence(relation, relation.sequence)])],
    ),
    ...tables.map((table) => tableStep(source, table)),
    ...catalog.routines.flatMap((routine) =>
      routine.extension !== null || routine.definition === null
        ? []
        : [step(source, objectOf(routine), [routine.definition.trimEnd()])],
    ),
    ...of("view", "materialized view").flatMap((view) =>
      view.definition === null ? [] : [step(source, objectOf(view), [writeView(view, view.definition)])],
    ),
    ...[...tables, ...of("view")].flatMap((relation) => partSteps(source, relation)),
  ];
}

function step(source: DumpSource, key: string, statements: readonly string[]): DumpStep {
  return { key, needs: source.needs(key), statements };
}

/** A table needs what its inline parts need. */
function tableStep(source: DumpSource, table: Relation): DumpStep {
  const key = objectOf(table);
  const parts = [
    ...table.columns
      .filter(({ name }) => source.inline(table, "default", name))
      .map(({ name }) => objectName("default", [table.schema, table.name, name])),
    ...table.constraints
      .filter((constraint) => isInline(source, table, constraint))
      .map(({ name }) => objectName("constraint", [table.schema, table.name, name])),
  ];
  const needs = [...source.needs(key), ...parts.flatMap((part) => source.needs(part))];
  return { key, needs, statements: writeTable(source, table) };
}

/** The defaults and the checks that are written apart; a view's defaults always are. */
function partSteps(source: DumpSource, relation: Relation): readonly DumpStep[] {
  const path = [relation.schema, relation.name];
  const apart = (name: string) => relation.kind === "view" || !source.inline(relation, "default", name);
  const defaults = relation.columns.flatMap((column) => {
    if (column.default === null || column.generated !== null || !apart(column.name)) return [];
    const keyword = raw(relation.kind === "view" ? "view" : "table only");
    const text = statement`alter ${keyword} ${named(relation)} alter column ${identifier(column.name)} set default ${raw(column.default)}`;
    return [step(source, objectName("default", [...path, column.name]), [text])];
  });
  const checks = relation.constraints
    .filter((constraint) => isSeparate(source, relation, constraint))
    .map((constraint) =>
      step(source, objectName("constraint", [...path, constraint.name]), [
        writeConstraint(relation, constraint),
      ]),
    );
  return [...defaults, ...checks];
}
