import type { Constraint, Relation } from "../../catalog/facts.js";
import { isTable } from "../../catalog/find-relation.js";
import { commands } from "../../contract/contract.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import type { Finding } from "../../diagnostic.js";
import { listed } from "../../sql/list.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteName, quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { tablesNotThere } from "../undecided.js";

export const indexedColumns: Check = {
  id: "indexes",
  part: "security",
  holds: "Every owner column and every foreign key has an index, so policies and deletes avoid full scans",
  undecided: tablesNotThere,
  find: (context) =>
    missingIndexes(context).map(({ relation, columns, why }) => unindexed(relation, columns, why)),
};

/** Columns that an index should begin with, and what scans the table without one. */
export interface MissingIndex {
  readonly relation: Relation;
  readonly columns: readonly string[];
  readonly why: string;
}

/** What the contract's tables lack, including the membership tables that policies look up. */
export function missingIndexes(context: CheckContext): readonly MissingIndex[] {
  const all = context.tables.flatMap((table) => {
    const { relation } = table;
    const compared = comparedColumns(table);
    const keys = relation.constraints.filter(({ kind }) => kind === "foreign key");
    return [
      ...compared
        .filter((column) => !hasIndex(relation, [column]))
        .map((column) => ({
          relation,
          columns: [column],
          why: "every policy of the table compares this column, so each query scans the table",
        })),
      ...keys
        .filter(({ columns }) => !compared.includes(columns.join()) && !keyIndexed(table, columns))
        .map(({ columns, name }) => ({
          relation,
          columns,
          why: `foreign key ${displayName(name)} uses this column, so each delete of a parent row scans the table`,
        })),
      ...membersIndex(context, table),
    ];
  });
  const key = ({ relation: { schema, name }, columns }: MissingIndex) =>
    JSON.stringify([schema, name, columns]);
  return [...new Map(all.map((one) => [key(one), one])).values()];
}

/** The columns that the policies of the table compare with the user's id or teams. */
function comparedColumns(table: ResolvedTable): readonly string[] {
  const all = commands.map((command) => table.access.authenticated[command].rows);
  const teams = all.flatMap((rows) => (rows.kind === "member" ? [rows.column] : []));
  return [...new Set([...table.owners, ...teams])];
}

/** Each query of a team's table looks up the user's memberships by the user's id. */
function membersIndex(context: CheckContext, table: ResolvedTable): readonly MissingIndex[] {
  const all = commands.map((command) => table.access.authenticated[command].rows);
  const rows = all.find((one) => one.kind === "member");
  const relation =
    rows === undefined ? undefined : context.tables.find(({ key }) => key === rows.members)?.relation;
  if (rows === undefined || relation === undefined || hasIndex(relation, [rows.user])) return [];
  const why = `the policies of ${displayName(table.schema, table.name)} look up the user's teams by this column, so each query scans the table`;
  return [{ relation, columns: [rows.user], why }];
}

/** For a composite key that includes the owner, an index on the other columns is enough. */
function keyIndexed(table: ResolvedTable, columns: readonly string[]): boolean {
  const rest = columns.filter((column) => !table.owners.includes(column));
  return hasIndex(table.relation, columns) || (rest.length > 0 && hasIndex(table.relation, rest));
}

/** Whether some index begins with these columns, in whatever order. */
export function hasIndex(relation: Relation, columns: readonly string[]): boolean {
  return relation.indexes.some(
    (index) =>
      index.valid &&
      !index.partial &&
      index.method === "btree" &&
      columns.every((column) => index.columns.slice(0, columns.length).includes(column)),
  );
}

function unindexed(relation: Relation, columns: readonly string[], why: string): Finding {
  return {
    id: "index/missing",
    level: "warning",
    object: objectOf(relation),
    message: `${objectOf(relation)} has no index on ${listed(columns.map((column) => `"${column}"`))}`,
    why,
    fix: `create index concurrently on ${quoteRelation(relation)} (${columns.map(quoteName).join(", ")}); in its own migration, whose first line is: -- rowproof: no-transaction`,
  };
}

export const soundIndexes: Check = {
  id: "sound-constraints",
  part: "security",
  holds: "No index is invalid and every constraint is validated",
  find: ({ catalog }) =>
    catalog.relations
      .filter(isTable)
      .flatMap((relation) => [
        ...relation.indexes.filter(({ valid }) => !valid).map((index) => invalidIndex(relation, index.name)),
        ...relation.constraints
          .filter((constraint) => !constraint.validated && constraint.enforced)
          .map((constraint) => unvalidated(relation, constraint)),
        ...relation.constraints
          .filter((constraint) => !constraint.enforced)
          .map((constraint) => notEnforced(relation, constraint)),
        ...relation.constraints
          .filter((constraint) => cannotSetNull(relation, constraint))
          .map((constraint) => settingNull(relation, constraint)),
      ]),
};

function invalidIndex(relation: Relation, index: string): Finding {
  const name = quoteRelation({ schema: relation.schema, name: index });
  return {
    id: "index/invalid",
    level: "warning",
    object: `index ${displayName(relation.schema, index)}`,
    message: `index ${displayName(relation.schema, index)} of ${objectOf(relation)} is invalid`,
    why: "a create index concurrently failed and left it: every write updates it, and no query uses it",
    fix: `reindex index concurrently ${name};`,
  };
}

function notEnforced(relation: Relation, constraint: Constraint): Finding {
  return {
    id: "constraint/not-enforced",
    level: "warning",
    object: `constraint ${displayName(constraint.name)} on ${displayName(relation.schema, relation.name)}`,
    message: `constraint ${displayName(constraint.name)} of ${objectOf(relation)} is not enforced`,
    why: "Postgres does not check it for any row",
    fix: `alter table ${quoteRelation(relation)} alter constraint ${quoteName(constraint.name)} enforced;`,
  };
}

/** `NOT VALID` applies to every row that is written from now on, and not to existing rows. */
function unvalidated(relation: Relation, constraint: Constraint): Finding {
  return {
    id: "constraint/not-valid",
    level: "note",
    object: `constraint ${displayName(constraint.name)} on ${displayName(relation.schema, relation.name)}`,
    message: `constraint ${displayName(constraint.name)} of ${objectOf(relation)} has not been checked for existing rows`,
    why: `it was added NOT VALID: older rows may break it; this query lists them: ${violators(relation, constraint)}`,
    fix: `alter table ${quoteRelation(relation)} validate constraint ${quoteName(constraint.name)};`,
  };
}

function violators(relation: Relation, { kind, columns, references, definition }: Constraint): string {
  const from = `select c.* from ${quoteRelation(relation)} c`;
  if (kind === "foreign key" && references !== null) {
    const pairs = columns.map(
      (column, index) => `p.${quoteName(references.columns[index] ?? "")} = c.${quoteName(column)}`,
    );
    const given = columns.map((column) => `c.${quoteName(column)} is not null`);
    return `${from} where ${given.join(" and ")} and not exists (select from ${quoteRelation(references)} p where ${pairs.join(" and ")});`;
  }
  const condition = /^CHECK (\(.*\))(?: NO INHERIT)? NOT VALID$/s.exec(definition)?.[1];
  return condition === undefined ? `${from};` : `${from} where not ${condition};`;
}

/** `on delete set null` fails at the delete, not before. */
export function cannotSetNull(
  relation: Relation,
  { onDelete, columns, definition, inherited }: Constraint,
): boolean {
  // A partition inherits its table's constraint and is fixed with it.
  if (inherited) return false;
  // From 15 on, the columns to set may be named.
  const named = /ON DELETE SET NULL \(/.test(definition);
  return (
    onDelete === "set null" &&
    !named &&
    relation.columns.some(({ name, notNull }) => notNull && columns.includes(name))
  );
}

function settingNull(relation: Relation, constraint: Constraint): Finding {
  const name = quoteName(constraint.name);
  return {
    id: "constraint/set-null",
    level: "warning",
    object: `constraint ${displayName(constraint.name)} on ${displayName(relation.schema, relation.name)}`,
    message: `constraint ${displayName(constraint.name)} of ${objectOf(relation)} sets a NOT NULL column to null`,
    why: "deleting the row it refers to fails",
    fix: `alter table ${quoteRelation(relation)} drop constraint ${name}, add constraint ${name} ${constraint.definition.replace("ON DELETE SET NULL", "ON DELETE CASCADE")};`,
  };
}
