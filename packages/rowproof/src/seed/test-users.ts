import { commands, type FixtureRow, type Membership } from "../contract/contract.js";
import type { ResolvedContract } from "../contract/resolved.js";
import type { TestUserIdentity } from "./test-user-identity.js";

/** A user to attack with, and what has to be in the database for them. */
export interface TestUser {
  readonly identity: TestUserIdentity;
  /** Whether they get rows in every table. The others only have a membership, or the rows that the contract gives them. */
  readonly hasRows: boolean;
  /** The user whose team they are in; their own name for a team of their own. */
  readonly teamOf: string;
  /** By the membership table's key, their role there; null if the table has no roles. Empty if they are in no team. */
  readonly roles: Readonly<Record<string, string | null>>;
  /** A second team they are in, and their role there: a role in one team must not count in another. */
  readonly otherTeam?: { readonly teamOf: string; readonly roles: TestUser["roles"] };
  /** Rows that the contract gives its own actor, by the table's key. */
  readonly rows: Readonly<Record<string, FixtureRow>>;
}

/** The victim's rows are those that others must not reach. The attacker has rows too. The newcomer has none. */
export const victim = "amara";
export const attacker = "bo";
export const newcomer = "nia";
/** More users with rows like the victim's, for tables that allow one row for each user. */
export const neighbours = ["cora", "dina", "ella"];

/** The name of a test user in the victim's team who has this role; `member` if teams have no roles. */
function memberActor(role: string | null): string {
  return role === null ? "member" : `member ${role}`;
}

/** All test users of a contract, the victim first. Their ids are always the same, so that scripts are too. */
export function testUsersOf(contract: ResolvedContract): readonly TestUser[] {
  const teams = teamsOf(contract);
  const own = Object.fromEntries([...teams].map(([key, { broadest }]) => [key, broadest]));
  const withRows = [victim, attacker].map((name, index) => ({
    identity: identityOf(name, index),
    hasRows: true,
    teamOf: name,
    roles: own,
    rows: {},
  }));
  const others = [newcomer, ...neighbours].map((name, index) => ({
    ...withoutRows,
    identity: identityOf(name, 2 + index),
  }));
  const colleagues = colleaguesOf(teams);
  const actors = Object.entries(contract.actors).map(([name, actor], index) => ({
    ...withoutRows,
    identity: identityOf(name, 30 + index),
    rows: actor.rows ?? {},
  }));
  return [...withRows, ...others, ...colleagues, ...actors, ...inTwoTeams(colleagues, own)];
}

const withoutRows = { hasRows: false, teamOf: victim, roles: {}, rows: {} };

/** A member of the victim's team for each role. */
function colleaguesOf(teams: ReadonlyMap<string, TeamRoles>): readonly TestUser[] {
  const roles = [...new Set([...teams.values()].flatMap((team) => team.roles))];
  return roles.map((role, index) => ({
    ...withoutRows,
    identity: identityOf(memberActor(role), 10 + index),
    roles: Object.fromEntries(
      [...teams].filter(([, team]) => team.roles.includes(role)).map(([key]) => [key, role]),
    ),
  }));
}

/** Members of the victim's team with less than the broadest role, who have the broadest role in the attacker's team. */
function inTwoTeams(colleagues: readonly TestUser[], broadest: TestUser["roles"]): readonly TestUser[] {
  return colleagues
    .filter(({ roles }) => Object.entries(roles).some(([key, role]) => role !== broadest[key]))
    .map((colleague, index) => ({
      ...colleague,
      identity: identityOf(`${colleague.identity.name} ${otherTeamSuffix}`, 50 + index),
      otherTeam: { teamOf: attacker, roles: broadest },
    }));
}

/** The suffix in the name of a member of two teams. They have the broadest role in the other one. */
const otherTeamSuffix = "elsewhere";

/** The actor that a test user stands for: a member of two teams counts as the member of the first. */
export function actorNameOf({ identity: { name } }: TestUser): string {
  return name.replace(new RegExp(` ${otherTeamSuffix}$`), "");
}

interface TeamRoles {
  /** Every role that the contract names, and the role of a new member. */
  readonly roles: readonly (string | null)[];
  /** The role with the most rights. */
  readonly broadest: string | null;
}

/** The membership tables, by key, with their roles. */
function teamsOf(contract: ResolvedContract): ReadonlyMap<string, TeamRoles> {
  const memberships = contract.namedTables.flatMap(({ access }) =>
    commands.flatMap((command) => {
      const { rows } = access.authenticated[command];
      return rows.kind === "member" ? [rows] : [];
    }),
  );
  const keys = [...new Set(memberships.map(({ members }) => members))];
  return new Map(
    keys.map((key) => [
      key,
      teamOf(
        memberships.filter(({ members }) => members === key),
        contract,
      ),
    ]),
  );
}

function teamOf(memberships: readonly Membership[], contract: ResolvedContract): TeamRoles {
  const named = memberships.flatMap(({ roles }) => roles?.among ?? []);
  const column = memberships.find(({ roles }) => roles !== undefined)?.roles?.column;
  if (column === undefined) return { roles: [null], broadest: null };
  const usual = defaultRole(memberships, column, contract);
  const roles = [...new Set([...named, ...(usual === undefined ? [] : [usual])])];
  const count = (role: string) => named.filter((one) => one === role).length;
  const broadest = roles.toSorted((left, right) => count(right) - count(left))[0] ?? null;
  return { roles, broadest };
}

/** The role of a new member: the default of the role column, if it is a plain text. */
function defaultRole(
  memberships: readonly Membership[],
  column: string,
  contract: ResolvedContract,
): string | undefined {
  const [first] = memberships;
  if (first === undefined) return undefined;
  const members = contract.tableNamed(first.members)?.relation;
  const written = members?.columns.find((one) => one.name === column)?.default;
  return /^'([^']+)'(?:::[\w."]+)?$/.exec(written ?? "")?.[1];
}

function identityOf(name: string, number: number): TestUserIdentity {
  const digits = String(number).padStart(12, "0");
  return {
    name,
    id: `a0000000-0000-4000-8000-${digits}`,
    email: `${name.replaceAll(/\W+/g, ".")}@rowproof.test`,
  };
}
