import type { Relation } from "../catalog/facts.js";
import { findRelation, isTable } from "../catalog/find-relation.js";
import type { Subject } from "../check/subject.js";
import { type ContractTable, viewsOf } from "../contract/tables.js";
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
 * @param table one of `contractTables(contract)`; it need not be in the database
 * @param findings those of the whole database; the section has its table's
 * @returns Markdown that begins with a heading of the third level, without a line break at its end
 */
export function tableSection(
  subject: Subject,
  table: ContractTable,
  findings: readonly Finding[] = [],
): string {
  const relation = findRelation(subject.catalog, table.schema, table.name);
  const there = relation !== undefined && isTable(relation) ? relation : undefined;
  return blocks(
    `### ${headingOf(table)}`,
    prose(table.purpose ?? there?.comment ?? ""),
    there === undefined ? "**Not in this database**: its migration is missing, or not applied." : "",
    part("Verify finds", findingsAbout(table, findings)),
    part("Access", accessInWords(table)),
    part("Other names", otherNames(subject, table.key)),
    ...(there === undefined ? [] : factsOf(subject, table, there)),
  );
}

/** The text of a table's heading. */
export function headingOf({ key }: ContractTable): string {
  return `Table ${code(key)}`;
}

function factsOf({ contract }: Subject, table: ContractTable, relation: Relation): readonly string[] {
  const triggers = relation.triggers.map((trigger) => triggerLine(contract, trigger));
  return [
    part("Keys and checks", bullets(keyLines(contract, table, relation))),
    part("Columns", columnsTable(table, relation)),
    part("Indexes", indexesTable(relation)),
    part("Policies", policiesTable(relation)),
    part("Triggers", bullets(triggers)),
  ];
}

function part(title: string, text: string): string {
  return text === "" ? "" : `**${title}**\n\n${text}`;
}

/** What was found of the table, of what is on it, and of its views. */
function findingsAbout(table: ContractTable, findings: readonly Finding[]): string {
  const names = [table.name, ...viewsOf(table).map(({ name }) => name)].map((name) =>
    displayName(table.schema, name),
  );
  const about = findings.filter(({ object }) =>
    names.some(
      (name) => [`table ${name}`, `view ${name}`].includes(object) || object.endsWith(` on ${name}`),
    ),
  );
  return bullets(about.map(findingLine));
}
