import type { Relation } from "../catalog/facts.js";
import { writeColumn } from "../dump/columns.js";
import type { DumpStep } from "../dump/order.js";
import type { DumpPart } from "../dump/section.js";
import type { DumpSource } from "../dump/source.js";
import { named, statement } from "../dump/statement.js";
import { objectName, objectOf } from "../sql/object-name.js";
import { identifier, raw } from "../sql/sql.js";
import { stubSchema } from "./stubs.js";

const server = identifier("rowproof_nowhere");

/**
 * A server whose tables are empty files: its wrapper answers, so that a privilege that is missing is what the caller is told
 * of, and not the wrapper.
 */
export function writeForeignServer(): DumpPart {
  return {
    object: "server rowproof_nowhere",
    statements: [
      statement`create extension if not exists file_fdw with schema ${identifier(stubSchema)}`,
      statement`create server ${server} foreign data wrapper file_fdw`,
    ],
  };
}

/** The foreign tables with their columns and checks, without what is behind them. */
export function foreignTableSteps(source: DumpSource): readonly DumpStep[] {
  return source.catalog.relations
    .filter(({ kind }) => kind === "foreign table")
    .map((table) => ({
      key: objectOf(table),
      needs: [
        ...source.needs(objectOf(table)),
        ...table.columns.flatMap(({ name }) =>
          source.needs(objectName("default", [table.schema, table.name, name])),
        ),
      ],
      statements: writeForeignTable(source, table),
    }));
}

function writeForeignTable(source: DumpSource, table: Relation): readonly string[] {
  const lines = [
    ...table.columns.map((column) => writeColumn(source, table, column)),
    ...table.constraints
      .filter(({ kind }) => kind === "check")
      .map(({ name, definition }) => `constraint ${identifier(name).text} ${definition}`),
  ];
  const attach = (of: Relation["partition"]) =>
    of === null
      ? []
      : [statement`alter table only ${named(of.of)} attach partition ${named(table)} ${raw(of.bound)}`];
  return [
    statement`create foreign table ${named(table)} (${raw(lines.join(", "))}) server ${server} options (filename '/dev/null')`,
    ...attach(table.partition),
  ];
}
