import type { Catalog } from "../catalog/facts.js";
import { findRelation } from "../catalog/find-relation.js";
import { type Contract, commands, type FixtureRow, type Membership } from "../contract/contract.js";
import { contractTables, qualifiedName } from "../contract/tables.js";
import type { TestUserIdentity } from "./test-user-identity.js";

/** Someone whose request is tried, with what must lie in the database for them. */
export interface TestUser {
  readonly identity: TestUserIdentity;
  /** Whether rows of every table are seeded for them. The others have a membership, or the rows that the contract gives them. */
  readonly hasRows: boolean;
  /** The team that they are in: that of another identity, or their own. */
  readonly teamOf: string;
  /** By the key of the table of members: the role that they have there; null where it tells no roles. None where they are in no team. */
  readonly roles: Readonly<Record<string, string | null>>;
  /** A second team that they are in, and as what: whose roles in one team must not count in another. */
  readonly otherTeam?: { readonly teamOf: string; readonly roles: TestUser["roles"] };
  /** Rows that the contract gives its own actor, by table key. */
  readonly rows: Readonly<Record<string, FixtureRow>>;
}

/** Amara's rows are the ones that others must not reach; Bo has rows of his own; Nia has none anywhere. */
export const victim = "amara";
export const attacker = "bo";
export const newcomer = "nia";
/** Further users with rows like the victim's, where a table gives each user but one. */
export const neighbours = ["cora", "dina", "ella"];

/** The actor that is a member of the victim's team with a role; `member` where teams tell no roles. */
function memberActor(role: string | null): string {
  return role === null ? "member" : `member ${role}`;
}

/** Everybody whom the contract speaks of, the victim first. The ids are the same each time, so that scripts are. */
export function testUsersOf(contract: Contract, catalog: Catalog): readonly TestUser[] {
  const teams = teamsOf(contract, catalog);
  const own = Object.fromEntries([...teams].map(([key, { broadest }]) => [key, broadest]));
  const withRows = [victim, attacker].map((name, index) => ({
    identity: personOf(name, index),
    hasRows: true,
    teamOf: name,
    roles: own,
    rows: {},
  }));
  const none = { hasRows: false, teamOf: victim, roles: {}, rows: {} };
  const roles = [...new Set([...teams.values()].flatMap((team) => team.roles))];
  const colleagues = roles.map((role, index) => ({
    ...none,
    identity: personOf(memberActor(role), 10 + index),
    roles: Object.fromEntries(
      [...teams].filter(([, team]) => team.roles.includes(role)).map(([key]) => [key, role]),
    ),
  }));
  const actors = Object.entries(contract.actors).map(([name, actor], index) => ({
    ...none,
    identity: personOf(name, 30 + index),
    rows: actor.rows ?? {},
  }));
  const others = [newcomer, ...neighbours].map((name, index) => ({
    ...none,
    identity: personOf(name, 2 + index),
  }));
  const inTwoTeams = colleagues
    .filter(({ roles: here }) => Object.entries(here).some(([key, role]) => role !== own[key]))
    .map(({ identity, ...colleague }, index) => ({
      ...colleague,
      identity: personOf(`${identity.name} ${otherTeamSuffix}`, 50 + index),
      otherTeam: { teamOf: attacker, roles: own },
    }));
  return [...withRows, ...others, ...colleagues, ...actors, ...inTwoTeams];
}

/** What the name of someone ends in who is a member of two teams, in the other one as the broadest. */
const otherTeamSuffix = "elsewhere";

/** The actor in whose column someone is told. */
export function actorNameOf({ identity: { name } }: TestUser): string {
  return name.replace(new RegExp(` ${otherTeamSuffix}$`), "");
}

interface TeamRoles {
  /** Every role that the contract tells apart, and the one that a new member has. */
  readonly roles: readonly (string | null)[];
  /** The role that may do most. */
  readonly broadest: string | null;
}

/** The tables of members, by key, with the roles in them. */
function teamsOf(contract: Contract, catalog: Catalog): ReadonlyMap<string, TeamRoles> {
  const memberships = contractTables(contract).flatMap(({ access }) =>
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
        catalog,
      ),
    ]),
  );
}

function teamOf(memberships: readonly Membership[], contract: Contract, catalog: Catalog): TeamRoles {
  const named = memberships.flatMap(({ roles }) => roles?.among ?? []);
  const column = memberships.find(({ roles }) => roles !== undefined)?.roles?.column;
  if (column === undefined) return { roles: [null], broadest: null };
  const usual = usualRole(memberships, column, contract, catalog);
  const roles = [...new Set([...named, ...(usual === undefined ? [] : [usual])])];
  const count = (role: string) => named.filter((one) => one === role).length;
  const broadest = roles.toSorted((left, right) => count(right) - count(left))[0] ?? null;
  return { roles, broadest };
}

/** What a column of roles says where nothing is said: its default, where that is a plain text. */
function usualRole(
  memberships: readonly Membership[],
  column: string,
  contract: Contract,
  catalog: Catalog,
): string | undefined {
  const [first] = memberships;
  if (first === undefined) return undefined;
  const { schema, name } = qualifiedName(first.members, contract.schemas);
  const written = findRelation(catalog, schema, name)?.columns.find((one) => one.name === column)?.default;
  return /^'([^']+)'(?:::[\w."]+)?$/.exec(written ?? "")?.[1];
}

function personOf(name: string, number: number): TestUserIdentity {
  const digits = String(number).padStart(12, "0");
  return {
    name,
    id: `a0000000-0000-4000-8000-${digits}`,
    email: `${name.replaceAll(/\W+/g, ".")}@rowproof.test`,
  };
}
