import type { CheckContext } from "../check/context.js";
import { isResolved, type NamedTable, type ResolvedTable } from "../contract/resolved.js";
import type { Finding } from "../diagnostic.js";
import { displayName } from "../sql/sql.js";
import { accessInWords } from "./access.js";
import { findingLine } from "./checklist.js";
import { columnsTable } from "./columns.js";
import { indexesTable } from "./indexes.js";
import { keyLines } from "./keys.js";
import { blocks, bullets, code, prose } from "./markdown.js";
import { otherNames } from "./other-names.js";
import { policiesTable } from "./policies.js";
import { triggerLine } from "./triggers.js";

/**
 * The section of one table: what it is for, who may do what, its other names, keys, columns, indexes, policies and triggers.
 *
 * @param table one of the contract's `namedTables`; the database may lack it
 * @param findings those of the whole database; the section has its table's
 * @returns Markdown that begins with a heading of the third level, without a line break at its end
 */
export function tableSection(
  context: CheckContext,
  table: NamedTable,
  findings: readonly Finding[] = [],
): string {
  const there = isResolved(table) ? table : undefined;
  return blocks(
    `### ${headingOf(table)}`,
    prose(table.purpose ?? there?.relation.comment ?? ""),
    there === undefined ? "**Not in this database**: its migration is missing, or not applied." : "",
    part("Verify finds", findingsAbout(table, findings)),
    part("Access", accessInWords(table.declared)),
    part("Other names", otherNames(context, table.key)),
    ...(there === undefined ? [] : factsOf(context, there)),
  );
}

/** The text of a table's heading. */
export function headingOf({ key }: NamedTable): string {
  return `Table ${code(key)}`;
}

function factsOf({ contract }: CheckContext, table: ResolvedTable): readonly string[] {
  const { relation } = table;
  const triggers = relation.triggers.map((trigger) => triggerLine(contract, trigger));
  return [
    part("Keys and checks", bullets(keyLines(contract, table))),
    part("Columns", columnsTable(table)),
    part("Indexes", indexesTable(relation)),
    part("Policies", policiesTable(relation)),
    part("Triggers", bullets(triggers)),
  ];
}

function part(title: string, text: string): string {
  return text === "" ? "" : `**${title}**\n\n${text}`;
}

/** The findings on the table, on its policies, triggers and constraints, and on its views. */
function findingsAbout(table: NamedTable, findings: readonly Finding[]): string {
  const names = [table.name, ...table.views.map(({ name }) => name)].map((name) =>
    displayName(table.schema, name),
  );
  const about = findings.filter(({ object }) =>
    names.some(
      (name) => [`table ${name}`, `view ${name}`].includes(object) || object.endsWith(` on ${name}`),
    ),
  );
  return bullets(about.map(findingLine));
}
