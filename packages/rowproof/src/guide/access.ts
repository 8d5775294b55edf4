import {
  type Command,
  type CommandAccess,
  type ContractRole,
  commands,
  contractRoles,
  type Rows,
  type TableContract,
} from "../contract/contract.js";
import { listed } from "../sql/list.js";
import { bullets, code, codes } from "./markdown.js";

/** The roles, for a reader who does not know them. */
const roleNames: Readonly<Record<ContractRole, string>> = {
  anon: "**Anonymous users** (`anon`)",
  authenticated: "**Signed-in users** (`authenticated`)",
  service_role: "**The service** (`service_role`)",
};

/** Who may do what with a table's rows and columns by its contract, one item per role. */
export function accessInWords({ access }: TableContract): string {
  return bullets(contractRoles.map((role) => roleInWords(roleNames[role], access[role])));
}

/** Commands with the same access. */
interface Allowance {
  readonly commands: readonly Command[];
  readonly access: CommandAccess;
}

function roleInWords(name: string, access: Readonly<Record<Command, CommandAccess>>): string {
  const allowances = allowancesOf(access);
  const withheld = commands.filter((command) => access[command].rows.kind === "none");
  if (allowances.length === 0) return `${name}: nothing.`;
  const items = allowances.map((allowance) => `may ${allowanceInWords(allowance)}`);
  if (withheld.length > 0) items.push(`may not ${listed(withheld, "or")}`);
  if (items.length === 1) return `${name} ${items[0]}.`;
  return [`${name}`, ...items.map((item) => `  - ${item}`)].join("\n");
}

function allowancesOf(access: Readonly<Record<Command, CommandAccess>>): readonly Allowance[] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    if (access[command].rows.kind === "none") continue;
    const key = JSON.stringify(access[command]);
    groups.set(key, [...(groups.get(key) ?? []), command]);
  }
  return [...groups.values()].flatMap((group) =>
    group[0] === undefined ? [] : [{ commands: group, access: access[group[0]] }],
  );
}

function allowanceInWords({ commands, access: { rows, columns, except } }: Allowance): string {
  const limits = [
    ...(columns === undefined
      ? []
      : [`only the ${columns.length === 1 ? "column" : "columns"} ${codes(columns)}`]),
    ...(except === undefined ? [] : [`every column but ${codes(except)}`]),
  ];
  return [`${listed(commands)} ${rowsInWords(rows)}`, ...limits].join("; ");
}

type Words = { readonly [Kind in Rows["kind"]]: (rows: Extract<Rows, { kind: Kind }>) => string };

const words: Words = {
  none: () => "no row",
  own: ({ column, within }) =>
    `their own rows (${code(column)} holds their id)${within === undefined ? "" : `, each within their own row of ${code(within)}`}`,
  member: ({ column, members, team, user, roles }) =>
    `the rows of their teams (${code(column)} is the ${code(team)} of a row of ${code(members)} with their id as ${code(user)}${
      roles === undefined ? "" : ` and the ${code(roles.column)} ${codes(roles.among, "or")}`
    })`,
  where: ({ predicate }) => `the rows for which ${code(predicate.trim())} holds`,
  all: () => "every row",
};

function rowsInWords(rows: Rows): string {
  const say = words[rows.kind] as (rows: Rows) => string;
  return say(rows);
}
