import { commands, type Rows } from "./contract.js";
import type { Mistake } from "./mistake.js";
import { suggestName } from "./suggestion.js";
import type { ContractTable } from "./tables.js";

type MemberRows = Extract<Rows, { kind: "member" }>;

/** The mistakes in the memberships that accesses rest on, each once. */
export function membershipMistakes(
  tables: readonly ContractTable[],
  unclear: ReadonlySet<string>,
): readonly Mistake[] {
  const all = tables.flatMap((table) => mistakesOf(table, tables, unclear));
  return [...new Map(all.map((mistake) => [`${mistake.id} ${mistake.path.join("\0")}`, mistake])).values()];
}

function mistakesOf(
  table: ContractTable,
  tables: readonly ContractTable[],
  unclear: ReadonlySet<string>,
): readonly Mistake[] {
  const all = memberRows(table);
  const [rows] = all;
  if (rows === undefined) return [];
  const path = ["tables", table.key, "access"];
  const members = tables.find(({ key }) => key === rows.members);
  if (members === undefined) return [unknownMembers(table, rows, tables, path)];
  if (unclear.has(members.key)) return [];
  return [
    ...(members === table ? [recursion(table, rows, path)] : []),
    ...(members !== table && readsNoMembership(members, rows) ? [unreadable(table, members, rows)] : []),
    ...selfJoin(members, all),
  ];
}

function memberRows({ access: { authenticated } }: ContractTable): readonly MemberRows[] {
  return commands.map((command) => authenticated[command].rows).filter((rows) => rows.kind === "member");
}

function unknownMembers(
  table: ContractTable,
  { members }: MemberRows,
  tables: readonly ContractTable[],
  path: readonly string[],
): Mistake {
  const suggestion = suggestName(
    members,
    tables.map(({ key }) => key),
  );
  return {
    id: "contract/unknown-members",
    message: `table ${table.key} takes its members from "${members}", which the contract does not name`,
    why: "that table decides who is in a team, so the contract must say who may write it",
    fix:
      suggestion === undefined
        ? `add ${members}: { access: readOwn("user_id") } to the tables`
        : `did you mean memberOf("${suggestion}")?`,
    path,
  };
}

/** Postgres refuses a policy that reads its own table (42P17). */
function recursion(table: ContractTable, { user }: MemberRows, path: readonly string[]): Mistake {
  return {
    id: "contract/recursive-members",
    message: `table ${table.key} takes its members from itself`,
    why: "its policy would have to read the table itself, which is infinite recursion (42P17)",
    fix: `write readOwn("${user}"): each member can read their own membership, which is all that other tables need`,
    path,
  };
}

/** The membership is looked up as the user, under the policies of the membership table. */
function readsNoMembership({ access }: ContractTable, { user }: MemberRows): boolean {
  const { rows } = access.authenticated.select;
  return rows.kind === "none" || (rows.kind === "own" && rows.column !== user);
}

function unreadable(table: ContractTable, members: ContractTable, { user }: MemberRows): Mistake {
  return {
    id: "contract/unreadable-members",
    message: `table ${table.key} takes its members from ${members.key}, whose rows a member cannot read`,
    why: "memberships are looked up as the user, so a user who cannot read their own row is not a member",
    fix: `give ${members.key} an access that shows each member their own rows: readOwn("${user}")`,
    path: ["tables", members.key, "access"],
  };
}

/** Users who may write their own membership can join any team in any role. */
function selfJoin(members: ContractTable, all: readonly MemberRows[]): readonly Mistake[] {
  const deciding = all.flatMap(({ team, roles }) => [team, ...(roles === undefined ? [] : [roles.column])]);
  const open = (["insert", "update"] as const).filter((command) => {
    const { rows, columns, except } = members.access.authenticated[command];
    if (rows.kind !== "all" && rows.kind !== "own") return false;
    return deciding.some((column) => columns?.includes(column) ?? !except?.includes(column));
  });
  if (open.length === 0) return [];
  const user = all[0]?.user ?? "user_id";
  return [
    {
      id: "contract/self-join",
      message: `a user may ${open.join(" and ")} rows of ${members.key}, and so can join any team in any role`,
      why: "the row is the user's own whatever team it names, and it opens all tables of that team",
      fix: `write readOwn("${user}") and let the service add members, or write a condition with custom({ insert: "…" })`,
      path: ["tables", members.key, "access"],
    },
  ];
}
