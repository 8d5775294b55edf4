import { actorMistakes } from "./actor-mistakes.js";
import type { CommandAccess, Contract } from "./contract.js";
import { commands } from "./contract.js";
import { longNames } from "./long-names.js";
import { membershipMistakes } from "./membership-mistakes.js";
import type { Mistake } from "./mistake.js";
import { suggestName } from "./suggestion.js";
import { type ContractTable, contractTables, ownerColumns, viewsOf } from "./tables.js";

/**
 * Where a contract contradicts itself. No database is needed to find these.
 * @param unclear the keys of tables whose access could not be read: nothing is concluded from it
 */
export function contradictions(
  contract: Contract,
  unclear: ReadonlySet<string> = new Set(),
): readonly Mistake[] {
  const tables = contractTables(contract);
  return [
    ...longNames(tables),
    ...membershipMistakes(tables, unclear),
    ...tablesTwice(tables),
    ...viewNames(tables),
    ...tables.flatMap((table) => [
      ...parents(table, tables, unclear),
      ...limitedColumns(table),
      ...ownersOfNobody(table),
      ...emptyAccess(table),
    ]),
    ...repeatedVersions(contract),
    ...actorMistakes(contract),
  ];
}

function tablesTwice(tables: readonly ContractTable[]): readonly Mistake[] {
  return repeats(tables, ({ schema, name }) => `${schema}\0${name}`).map(([first, table]) => ({
    id: "contract/table-twice",
    message: `table ${table.key} is named twice`,
    why: `"${first.key}" and "${table.key}" name the same table`,
    fix: "keep one of them",
    path: ["tables", table.key],
  }));
}

function viewNames(tables: readonly ContractTable[]): readonly Mistake[] {
  const views = tables.flatMap((table) =>
    viewsOf(table).map(({ name: view, path }) => ({ table, view, path: ["tables", table.key, ...path] })),
  );
  const named = views.flatMap(({ table, view, path }): Mistake[] => {
    const taken = tables.find(({ schema, name }) => schema === table.schema && name === view);
    if (taken === undefined) return [];
    return [
      {
        id: "contract/view-named-as-table",
        message: `view "${view}" of table ${table.key} has the name of a table`,
        why: `the contract has a table ${taken.key}, and one schema cannot hold two relations of one name`,
        fix: `give the view another name, or take it out of ${table.key}`,
        path,
      },
    ];
  });
  const twice = repeats(views, ({ table, view }) => `${table.schema}\0${view}`).map(([first, again]) => ({
    id: "contract/view-twice",
    message: `view "${again.view}" is named twice`,
    why: `tables ${first.table.key} and ${again.table.key} both name it`,
    fix: "keep one of them",
    path: again.path,
  }));
  return [...named, ...twice];
}

function parents(
  table: ContractTable,
  tables: readonly ContractTable[],
  unclear: ReadonlySet<string>,
): readonly Mistake[] {
  const { within } = ownWrites(table).find(({ within }) => within !== undefined) ?? {};
  if (within === undefined) return [];
  const path = ["tables", table.key, "access", "within"];
  const parent = tables.find(({ key }) => key === within);
  if (parent === undefined) {
    const suggestion = suggestName(
      within,
      tables.map(({ key }) => key),
    );
    return [
      {
        id: "contract/unknown-parent",
        message: `table ${table.key} must stay within "${within}", which the contract does not name`,
        why: "a row and its parent must have the same owner, so the contract must name the parent's owner column",
        fix:
          suggestion === undefined
            ? `add "${within}" to the tables`
            : `did you mean within: "${suggestion}"?`,
        path,
      },
    ];
  }
  if (ownerColumns(parent).length > 0 || unclear.has(parent.key)) return [];
  return [
    {
      id: "contract/ownerless-parent",
      message: `table ${table.key} must stay within "${within}", whose rows have no owner`,
      why: `the access of ${within} has no owner column to compare`,
      fix: `give ${within} an access such as ownedBy("user_id"), or take "within" out`,
      path,
    },
  ];
}

function limitedColumns(table: ContractTable): readonly Mistake[] {
  const about = ["tables", table.key, "access"];
  const { insert, update } = table.access.authenticated;
  const columns = insert.columns ?? update.columns;
  const except = insert.except ?? update.except;
  const twice = (list: readonly string[], option: string, said: string) =>
    repeats(list, (column) => column).map(([, column]) => ({
      id: "contract/column-twice",
      message: `column "${column}" is listed twice among the ${said} columns of table ${table.key}`,
      why: "each column may be listed once",
      fix: "keep one of them",
      path: [...about, option],
    }));
  const both = {
    id: "contract/two-limits",
    message: `table ${table.key} has both writable and readOnly columns`,
    why: "one list says which columns may be written, the other which may not, so a column in neither list is unclear",
    fix: "keep one of the two lists",
    path: [...about, "readOnly"],
  };
  return [
    ...twice(columns ?? [], "writable", "writable"),
    ...twice(except ?? [], "readOnly", "read-only"),
    ...(columns !== undefined && except !== undefined ? [both] : []),
  ];
}

/** Only a signed-in user has an id that a row could hold. */
function ownersOfNobody(table: ContractTable): readonly Mistake[] {
  const roles = (["anon", "service_role"] as const).filter((role) =>
    commands.some((command) => ["own", "member"].includes(table.access[role][command].rows.kind)),
  );
  return roles.map((role) => ({
    id: "contract/owner-without-id",
    message: `table ${table.key} gives ${role} rows of its own`,
    why: `a request as ${role} carries no user's id, so no row is its own`,
    fix: 'give it { kind: "all" } or { kind: "none" }',
    path: ["tables", table.key, "access"],
  }));
}

function emptyAccess(table: ContractTable): readonly Mistake[] {
  const { authenticated } = table.access;
  const nothingWritten =
    authenticated.insert.rows.kind === "none" && authenticated.update.rows.kind === "none";
  const limited = ({ columns, except }: CommandAccess) => columns !== undefined || except !== undefined;
  if (!(nothingWritten && (limited(authenticated.insert) || limited(authenticated.update)))) return [];
  const option = authenticated.insert.columns === undefined ? "readOnly" : "writable";
  return [
    {
      id: "contract/nothing-writable",
      message: `table ${table.key} has ${option} columns, but neither insert nor update`,
      why: `"${option}" limits what is inserted and updated, and both are withheld`,
      fix: `take "${option}" out, or allow update`,
      path: ["tables", table.key, "access", option],
    },
  ];
}

function repeatedVersions(contract: Contract): readonly Mistake[] {
  return repeats(Object.entries(contract.versions), ([, version]) => version).map(([first, again]) => ({
    id: "contract/version-twice",
    message: `version ${again[1]} is given to two files`,
    why: `"${first[0]}" and "${again[0]}" would have no order between them`,
    fix: "give one of them another version",
    path: ["versions", again[0]],
  }));
}

function ownWrites(table: ContractTable) {
  const { insert, update } = table.access.authenticated;
  return [insert.rows, update.rows].filter((rows) => rows.kind === "own");
}

/** Each item whose key was seen before, with the first item of that key. */
function repeats<Item>(
  items: readonly Item[],
  key: (item: Item) => string,
): readonly (readonly [Item, Item])[] {
  const first = new Map<string, Item>();
  return items.flatMap((item) => {
    const earlier = first.get(key(item));
    if (earlier !== undefined) return [[earlier, item] as const];
    first.set(key(item), item);
    return [];
  });
}
