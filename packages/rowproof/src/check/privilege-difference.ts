import type { Relation } from "../catalog/facts.js";
import { type ContractRole, commands } from "../contract/contract.js";
import type { ResolvedTable } from "../contract/resolved.js";
import type { CheckContext } from "./context.js";

/** A privilege, for the whole relation (`columns` null) or for some of its columns. */
export interface Held {
  readonly privilege: string;
  readonly columns: readonly string[] | null;
}

/** What a role may do with a relation of the contract, compared with what it should. */
export interface PrivilegeDifference {
  readonly table: ResolvedTable;
  /** The table itself, or a compat view of it. */
  readonly relation: Relation;
  readonly role: ContractRole;
  /** All that the contract gives. */
  readonly expected: readonly Held[];
  readonly missing: readonly Held[];
  readonly excess: readonly Held[];
}

/** The differences of a role's privileges on every table of the contract and every compat view. */
export function privilegeDifferences(
  context: CheckContext,
  role: ContractRole,
): readonly PrivilegeDifference[] {
  return context.tables.flatMap((table) =>
    relationsOf(table).map((relation) => {
      const view = table.views.find((one) => one.relation === relation);
      const expected = expectedPrivileges(table, role, view?.columnName ?? ((column) => column));
      const actual = relation.effective.filter((privilege) => privilege.role === role);
      return {
        table,
        relation,
        role,
        expected,
        missing: expected.flatMap((held) => subtract(relation, held, actual)),
        excess: actual.flatMap((held) => subtract(relation, held, expected)),
      };
    }),
  );
}

/** A table of the contract, and those of its compat views that are there. */
function relationsOf(table: ResolvedTable): readonly Relation[] {
  const views = table.views.flatMap(({ relation }) => relation ?? []);
  return [table.relation, ...views.filter(({ kind }) => kind === "view")];
}

/** What the contract gives a role on the table or on a view of it, where a column may have another name. */
export function expectedPrivileges(
  table: ResolvedTable,
  role: ContractRole,
  columnName: (column: string) => string,
): readonly Held[] {
  return commands.flatMap((command): Held[] => {
    const { rows, columns } = table.access[role][command];
    // Where no column is left to be written there is nothing to grant.
    if (rows.kind === "none" || columns?.length === 0) return [];
    return [{ privilege: command.toUpperCase(), columns: columns?.map(columnName) ?? null }];
  });
}

/** What is left of `held` where `others` hold too: nothing, the whole, or some columns. */
function subtract(relation: Relation, held: Held, others: readonly Held[]): readonly Held[] {
  const other = others.find(({ privilege }) => privilege === held.privilege);
  if (other === undefined) return [held];
  if (other.columns === null) return [];
  const shared = other.columns;
  const columns = held.columns ?? relation.columns.map(({ name }) => name);
  const left = columns.filter((column) => !shared.includes(column));
  // A grant on the whole relation holds for columns that are added later, so it is more than one on each.
  if (left.length === 0) return held.columns === null ? [{ privilege: held.privilege, columns: null }] : [];
  return [{ privilege: held.privilege, columns: left }];
}
