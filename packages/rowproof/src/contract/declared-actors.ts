import {
  type CommandAccess,
  type Contract,
  type ContractRole,
  commands,
  type FixtureRow,
  type Membership,
  type Rows,
} from "./contract.js";
import { contractTables } from "./tables.js";

/** What a contract says about the rows of a cell. */
export type Declared = "deny" | "allow" | "some";

/** A column of the matrix, and what the contract allows it. */
export interface DeclaredActor {
  readonly name: string;
  readonly role: ContractRole;
  may(access: CommandAccess): Declared;
}

/** The columns of the matrix that follow from the contract alone. */
export function declaredActors(contract: Contract): readonly DeclaredActor[] {
  const teams = memberships(contract);
  return [
    actor("owner", "authenticated", { own: "allow", member: (rows) => inOwnTeam(rows, teams) }),
    actor("stranger", "authenticated", { own: "deny", member: () => "deny" }),
    actor("anon", "anon", { own: "deny", member: () => "deny" }),
    actor("service", "service_role", { own: "deny", member: () => "deny" }),
    ...memberRoles(teams).map((role) =>
      actor(role === null ? "member" : `member ${role}`, "authenticated", {
        own: "deny",
        member: ({ roles }) =>
          roles === undefined || (role !== null && roles.among.includes(role)) ? "allow" : "deny",
      }),
    ),
    ...Object.entries(contract.actors).map(([name, { role = "authenticated", rows = {} }]) =>
      actor(name, role, { own: "deny", member: (rule) => throughRow(rule, rows[rule.members]) }),
    ),
  ];
}

interface DeclaredReach {
  readonly own: Declared;
  member(rows: Membership): Declared;
}

function actor(name: string, role: ContractRole, reach: DeclaredReach): DeclaredActor {
  return { name, role, may: ({ rows }) => declaredOf(rows, reach) };
}

function declaredOf(rows: Rows, { own, member }: DeclaredReach): Declared {
  switch (rows.kind) {
    case "none":
      return "deny";
    case "all":
      return "allow";
    case "where":
      return "some";
    case "own":
      return own;
    case "member":
      return member(rows);
  }
}

function memberships(contract: Contract): readonly Membership[] {
  return contractTables(contract).flatMap(({ access }) =>
    commands.flatMap((command) => {
      const { rows } = access.authenticated[command];
      return rows.kind === "member" ? [rows] : [];
    }),
  );
}

/** Every named role, in order of appearance, and null for a member with another role. */
function memberRoles(teams: readonly Membership[]): readonly (string | null)[] {
  const named = teams.flatMap(({ roles }) => roles?.among ?? []);
  const open = teams.some(({ roles }) => roles === undefined);
  return [...new Set([...(open ? [null] : []), ...named])];
}

/** The owner of a team's rows has the role that may do most. */
function inOwnTeam({ members, roles }: Membership, teams: readonly Membership[]): Declared {
  if (roles === undefined) return "allow";
  const named = teams.filter((team) => team.members === members).flatMap((team) => team.roles?.among ?? []);
  const times = (role: string) => named.filter((one) => one === role).length;
  const [broadest] = named.toSorted((one, other) => times(other) - times(one));
  return broadest !== undefined && roles.among.includes(broadest) ? "allow" : "deny";
}

/** An actor is in a team through a row of the membership table. A role that is an SQL expression is not known here. */
function throughRow({ roles }: Membership, row: FixtureRow | undefined): Declared {
  if (row === undefined) return "deny";
  if (roles === undefined) return "allow";
  const role = row[roles.column];
  if (typeof role !== "string") return "some";
  return roles.among.includes(role) ? "allow" : "deny";
}
