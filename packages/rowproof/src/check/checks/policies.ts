import type { Policy } from "../../catalog/facts.js";
import { type Command, commands, type Rows } from "../../contract/contract.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import type { Finding } from "../../diagnostic.js";
import { counted, listed } from "../../sql/list.js";
import { joinName } from "../../sql/names.js";
import { objectOf, policyObject } from "../../sql/object-name.js";
import { quoteName, quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import { type Admission, commandsOf, readAdmission, type Side, sidesOf } from "../admission.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import type { ApiRole } from "../roles.js";
import { limitToService } from "../service-policy.js";
import { policiesNotAsked, tablesWithOwner } from "../undecided.js";
import { conditionOf, createPolicy, wantedPolicies } from "../wanted-policies.js";

/** What a role's policies admit on one side of one command, with what the contract says. */
interface Judged {
  readonly table: ResolvedTable;
  readonly role: ApiRole;
  readonly command: Command;
  readonly side: Side;
  readonly admission: Admission;
}

function judge(
  context: CheckContext,
  table: ResolvedTable,
  role: ApiRole = "authenticated",
): readonly Judged[] {
  return commands.flatMap((command) =>
    sidesOf[command].map((side) => ({
      table,
      role,
      command,
      side,
      admission: readAdmission(context, { table, role, command, side }),
    })),
  );
}

function rowsOf({ table, role, command }: Judged): Rows {
  return table.access[role][command].rows;
}

export const policies: Check = {
  id: "policies",
  part: "verification",
  holds: "Each table's policies let a signed-in user reach exactly the rows of the contract",
  undecided: policiesNotAsked,
  summary: ({ tables }) => {
    const count = tables.reduce((sum, { relation }) => sum + relation.policies.length, 0);
    return `${counted(count, "policy")} on ${counted(tables.length, "table")}`;
  },
  find: (context) =>
    tablesWithOwner(context).flatMap((table) => {
      const judged = judge(context, table);
      const anonymous = judge(context, table, "anon");
      return [
        ...missing(context, judged),
        ...missing(context, anonymous),
        ...narrower(context, judged),
        ...narrower(context, anonymous),
        ...wider(
          context,
          [...judged, ...anonymous].filter(({ side }) => side === "using"),
        ),
        ...unexpected(context, judged),
      ];
    }),
};

export const writtenRows: Check = {
  id: "written-rows",
  part: "security",
  holds: "No user can write a row as another user or give a row away",
  undecided: policiesNotAsked,
  find: (context) =>
    tablesWithOwner(context).flatMap((table) =>
      wider(
        context,
        [...judge(context, table), ...judge(context, table, "anon")].filter(
          ({ side }) => side === "with check",
        ),
      ),
    ),
};

/** One finding per table: the commands without a permissive policy. */
function missing(context: CheckContext, judged: readonly Judged[]): readonly Finding[] {
  const lacking = judged.filter(
    (one) => rowsOf(one).kind !== "none" && one.admission.permissive.length === 0,
  );
  const [first] = lacking;
  if (first === undefined) return [];
  const { table, role } = first;
  const lackingCommands = [...new Set(lacking.map(({ command }) => command))];
  return [
    {
      id: "policy/missing",
      level: "error",
      object: objectOf(table.relation),
      message: `${objectOf(table.relation)} has no policy that lets ${roleNouns[role]} ${listed(lackingCommands)}`,
      why: "the contract allows it, and row level security admits no row without a permissive policy",
      fix: lackingCommands.map((command) => createLacking(context, table, command, role)).join("\n"),
    },
  ];
}

const roleNouns: Readonly<Record<ApiRole, string>> = { anon: "anon", authenticated: "a signed-in user" };

/** The statement that gives a role what the contract says, under a name that no other policy has. */
function createLacking(
  context: CheckContext,
  table: ResolvedTable,
  command: Command,
  role: ApiRole = "authenticated",
): string {
  const wanted = wantedPolicies(context, table).find(
    (policy) => policy.command === command && policy.roles.includes(role),
  );
  if (wanted === undefined) return "";
  const taken = table.relation.policies.some(({ name }) => name === wanted.name);
  return createPolicy(table, taken ? { ...wanted, name: joinName(wanted.name, "contract") } : wanted);
}

/** There are permissive policies, but no proof that they admit all that the contract allows. */
function narrower(context: CheckContext, judged: readonly Judged[]): readonly Finding[] {
  const lacking = judged.filter((one) => {
    const { meaning, permissive } = one.admission;
    const { kind } = rowsOf(one);
    if (kind === "none" || permissive.length === 0) return false;
    return kind === "all" ? !meaning.everything : !meaning.covers && (meaning.within || meaning.nothing);
  });
  const [first] = lacking;
  if (first === undefined) return [];
  const relation = first.table.relation;
  const all = rowsOf(first).kind === "all";
  const lackingCommands = [...new Set(lacking.map(({ command }) => command))];
  const culprits = [
    ...new Set(
      lacking.flatMap(({ admission: { permissive, restrictive } }) =>
        [...restrictive, ...permissive]
          .filter(({ meaning }) => (all ? !meaning.everything : !meaning.covers))
          .map(({ policy }) => policy.name),
      ),
    ),
  ];
  // For a row that must stay within its parent, the policy may check the parent too.
  const parent = lacking.every(
    (one) => one.side === "with check" && hasParent(one) && !one.admission.meaning.nothing,
  );
  return [
    {
      id: "policy/narrower",
      level: parent ? "warning" : "error",
      object: objectOf(relation),
      message: `${objectOf(relation)} does not let ${roleNouns[first.role]} ${listed(lackingCommands)} every row that the contract allows`,
      why: `${listed(culprits.map((name) => `"${name}"`))} ${culprits.length === 1 ? "has" : "have"} ${all ? "a condition" : "more conditions than that the row is the user's own"}`,
      fix: `use only the contract's condition: ${lackingCommands
        .map((command) => createLacking(context, first.table, command, first.role))
        .join(" ")}`,
    },
  ];
}

function hasParent(one: Judged): boolean {
  const rows = rowsOf(one);
  return rows.kind === "own" && rows.within !== undefined;
}

/** One finding per policy: the commands for which it may admit more than the user's own rows. */
function wider(context: CheckContext, judged: readonly Judged[]): readonly Finding[] {
  const blamed = new Map<Policy, Judged & { doubt: string; commands: Command[] }>();
  for (const one of judged) {
    const { kind } = rowsOf(one);
    if (kind === "none" || kind === "all" || one.admission.meaning.within) continue;
    for (const { policy, meaning } of one.admission.permissive) {
      if (meaning.within) continue;
      const entry = blamed.get(policy) ?? {
        ...one,
        doubt: meaning.doubt,
        commands: [],
      };
      blamed.set(policy, { ...entry, commands: [...entry.commands, one.command] });
    }
  }
  return [...blamed].map(([policy, { doubt, commands: allowed, ...one }]): Finding => {
    const { table, side, role } = one;
    const own = rowsOf(one).kind === "own";
    return {
      id: doubt === "admits every row" ? "policy/wider" : "policy/unproven",
      level: "error",
      object: policyObject(policy, table),
      message: `policy ${displayName(policy.name)} on ${objectOf(table.relation)} lets ${roleNouns[role]} ${listed(allowed)} rows that may be another user's`,
      why: `its ${side} ${doubt}, so it may admit more than ${own ? "the user's own rows" : "the rows of the contract"}`,
      fix: policy.roles.includes("PUBLIC")
        ? limitToService(policy, table)
        : `alter policy ${quoteName(policy.name)} on ${quoteRelation(table)}${alteredClauses(context, policy, table)};`,
    };
  });
}

function alteredClauses(context: CheckContext, policy: Policy, table: ResolvedTable): string {
  const given = commandsOf(policy)
    .map((command) => table.access.authenticated[command].rows)
    .find(({ kind }) => kind !== "none");
  const condition = `(${given === undefined ? "false" : conditionOf(context, table, given)})`;
  const sides = new Set(commandsOf(policy).flatMap((one) => sidesOf[one]));
  return `${[...sides].map((side) => ` ${side} ${condition}`).join("")}`;
}

/** One finding per policy that admits rows for commands that the contract withholds. */
function unexpected(context: CheckContext, judged: readonly Judged[]): readonly Finding[] {
  const found = new Map<Policy, { table: ResolvedTable; commands: Set<Command> }>();
  for (const one of judged) {
    if (rowsOf(one).kind !== "none" || one.admission.meaning.nothing) continue;
    for (const { policy, meaning } of one.admission.permissive) {
      if (meaning.nothing) continue;
      const entry = found.get(policy) ?? { table: one.table, commands: new Set<Command>() };
      entry.commands.add(one.command);
      found.set(policy, entry);
    }
  }
  return [...found].map(([policy, entry]) => ({
    id: "policy/unexpected",
    level: "warning",
    object: policyObject(policy, entry.table),
    message: `policy ${displayName(policy.name)} on ${objectOf(entry.table.relation)} admits rows for ${listed([...entry.commands])}, which the contract withholds from a signed-in user`,
    why: "only a missing grant closes it, so one grant opens it",
    fix: dropOrSplit(context, policy, entry.table),
  }));
}

function dropOrSplit(context: CheckContext, policy: Policy, table: ResolvedTable): string {
  if (policy.roles.includes("PUBLIC")) return limitToService(policy, table);
  const kept = commandsOf(policy).filter(
    (command) => table.access.authenticated[command].rows.kind !== "none",
  );
  const drop = `drop policy ${quoteName(policy.name)} on ${quoteRelation(table)};`;
  return [drop, ...kept.map((command) => createLacking(context, table, command))].join("\n");
}
