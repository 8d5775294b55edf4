import type { Constraint, Relation } from "../catalog/facts.js";
import { type Contract, commands, type TableContract } from "../contract/contract.js";
import type { ResolvedTable } from "../contract/resolved.js";
import { code, tuple } from "./markdown.js";
import { spelt } from "./material.js";

/** A table's keys, owner, team and checks, one line each. */
export function keyLines(contract: Pick<Contract, "schemas">, table: ResolvedTable): readonly string[] {
  const { relation } = table;
  const owned = table.owners;
  return [
    ...ofKind(relation, "primary key").map(({ columns }) => `Primary key: ${tuple(columns)}`),
    ...(owned.length === 0 ? [] : [`Owner: ${tuple(owned)}, the id of the user whose row it is`]),
    ...teamLines(table),
    ...ofKind(relation, "foreign key").map((key) => foreignKey(contract, key)),
    ...uniqueKeys(relation).map((columns) => `Unique: ${tuple(columns)}`),
    ...ofKind(relation, "exclusion").map(({ definition }) => `Excluded: ${code(definition)}`),
    ...ofKind(relation, "check").map(checkLine),
  ];
}

function ofKind(relation: Relation, kind: Constraint["kind"]): readonly Constraint[] {
  return relation.constraints.filter((constraint) => constraint.kind === kind);
}

function teamLines({ access }: Pick<TableContract, "access">): readonly string[] {
  const lines = commands.flatMap((command) => {
    const { rows } = access.authenticated[command];
    return rows.kind === "member"
      ? [`Team: ${code(rows.column)}; its members are in ${code(rows.members)}`]
      : [];
  });
  return [...new Set(lines)];
}

/** Shows `on delete` if it has an action. */
function foreignKey(
  contract: Pick<Contract, "schemas">,
  { columns, references, onDelete, validated }: Constraint,
): string {
  const target = references ?? { schema: "", name: "", columns: [] };
  const to = `${code(spelt(contract, target))} (${tuple(target.columns)})`;
  const deleting = onDelete === "no action" ? "" : `, on delete ${onDelete}`;
  return `Foreign key: ${tuple(columns)} → ${to}${deleting}${validated ? "" : " (older rows are unchecked)"}`;
}

/** Unique constraints and indexes of plain columns; the list of indexes has the others. */
function uniqueKeys(relation: Relation): readonly (readonly string[])[] {
  const primary = ofKind(relation, "primary key").map(({ name }) => name);
  return relation.indexes
    .filter(({ unique, valid, partial }) => unique && valid && !partial)
    .filter(({ constraint }) => !primary.some((name) => name === constraint))
    .flatMap(({ columns }) => {
      const named = columns.filter((column) => column !== null);
      return named.length === columns.length ? [named] : [];
    });
}

function checkLine({ definition, validated }: Constraint): string {
  const condition = /^CHECK \((.*)\)(?: NO INHERIT)?(?: NOT VALID)?$/s.exec(definition)?.[1] ?? definition;
  return `Check: ${code(condition)}${validated ? "" : " (older rows are unchecked)"}`;
}
