import { isDeepStrictEqual } from "node:util";
import type { Access, CommandAccess, Contract, Rows, TableContract } from "../contract.js";
import { commands, contractRoles } from "../contract.js";
import { cannotEdit } from "./refusal.js";
import type { TableRenaming } from "./rename-table.js";

type TableEntries = Readonly<Record<string, TableContract>>;

/**
 * Makes sure that an edit does what it is to do and nothing else: code in the config may do more than its text shows.
 * @param expected the tables that the edited contract is to have; one that is undefined is not there and should be
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

/** The tables with a table under its new key, and all that names it. */
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
