import { isDeepStrictEqual } from "node:util";
import type { Access, CommandAccess, Contract, Rows, TableContract } from "../contract.js";
import { commands, contractRoles } from "../contract.js";
import { cannotEdit } from "./refusal.js";
import type { TableRenaming } from "./rename-table.js";

type TableEntries = Readonly<Record<string, TableContract>>;

/**
 * Checks that an edit has the intended effect and no other: code in the config may do more than its text shows.
 * @param expected the tables that the edited contract must have; an undefined one is missing
 * @throws {RowproofError} `contract/cannot-edit`
 */
export function requireEffect(
  before: Contract,
  after: Contract,
  expected: Readonly<Record<string, TableContract | undefined>>,
  byHand: string,
): void {
  const rest = ({ tables: _, place: __, ...others }: Contract) => others;
  if (isDeepStrictEqual(after.tables, expected) && isDeepStrictEqual(rest(after), rest(before))) return;
  throw cannotEdit(before.file, "code in it changes what its text says", byHand);
}

/** The tables after a rename: one has its new key, and the others name it by that. */
export function renamedTables({ tables }: Contract, renaming: TableRenaming): TableEntries {
  const { oldKey, newKey, oldName, newName } = renaming;
  return Object.fromEntries(
    Object.entries(tables).map(([key, { aliases, access, ...table }]): [string, TableContract] => {
      const own = key === oldKey;
      const names = own ? aliases?.map((name) => (name === newName ? oldName : name)) : aliases;
      const renamed = {
        ...table,
        access: accessNaming(access, oldKey, newKey),
        ...(names && { aliases: names }),
      };
      return [own ? newKey : key, renamed];
    }),
  );
}

function accessNaming(access: Access, oldKey: string, newKey: string): Access {
  const named = (key: string) => (key === oldKey ? newKey : key);
  const rows = (one: Rows): Rows => {
    if (one.kind === "own" && one.within !== undefined) return { ...one, within: named(one.within) };
    return one.kind === "member" ? { ...one, members: named(one.members) } : one;
  };
  const entries = contractRoles.map((role) => [
    role,
    Object.fromEntries(
      commands.map((command): [string, CommandAccess] => {
        const given = access[role][command];
        return [command, { ...given, rows: rows(given.rows) }];
      }),
    ),
  ]);
  return Object.fromEntries(entries) as Access;
}
