import type { FixtureRow } from "../contract/contract.js";
import { usersKey } from "../sql/relation-key.js";
import { literal } from "../sql/sql.js";
import { nobody, type SeedContext, type SeedTask, storedRowsOf } from "./seed-context.js";
import { allowsOneRowEach, type TableSpec } from "./table-spec.js";
import type { TestUser } from "./test-users.js";
import { canary } from "./value-seed.js";

/** Rows that the contract gives its own actors, by the test user's name and the table's key. */
export type ActorRows = ReadonlyMap<string, ReadonlyMap<string, FixtureRow>>;

/** The rows of a table: row 0 of each test user that has rows, then row 1, then the few rows of the other test users. */
export function seedTasksFor(
  spec: TableSpec,
  context: SeedContext,
  actorRows: ActorRows,
): readonly SeedTask[] {
  const testUsers = [...context.testUsers.values()];
  if (spec.key === usersKey) return testUsers.map((testUser) => signUpTask(spec, testUser, context));
  const withRows = testUsers.filter(({ hasRows }) => hasRows);
  const numbers = allowsOneRowEach(spec, context.order.postponed) ? [0] : [0, 1];
  return [
    ...numbers.flatMap((number) =>
      withRows.map((testUser, index): SeedTask => {
        const [given = {}, ...alternatives] = fixturesFrom(context, spec, number * withRows.length + index);
        return { spec, testUser, number, given, alternatives };
      }),
    ),
    ...testUsers
      .filter(({ hasRows }) => !hasRows)
      .flatMap((testUser) => memberTasks(spec, testUser, actorRows)),
  ];
}

/** The fixtures of a table, starting with the one whose turn it is. */
export function fixturesFrom(
  { fixtures }: SeedContext,
  { key }: TableSpec,
  turn: number,
): readonly FixtureRow[] {
  const rows = fixtures.get(key) ?? [];
  return rows.map((_, index) => rows[(turn + index) % rows.length] ?? {});
}

/** A membership, or the row that the contract gives one of its own actors. */
function memberTasks(spec: TableSpec, testUser: TestUser, actorRows: ActorRows): readonly SeedTask[] {
  const given = actorRows.get(testUser.identity.name)?.get(spec.key);
  if (given !== undefined) return [{ spec, testUser, number: 0, given }];
  const isMember = spec.membersOf !== undefined && spec.membersOf in testUser.roles;
  if (!isMember) return [];
  const { otherTeam } = testUser;
  return [
    { spec, testUser, number: 0, given: {} },
    ...(otherTeam === undefined
      ? []
      : [{ spec, testUser: { ...testUser, ...otherTeam }, number: 1, given: {}, optional: true }]),
  ];
}

/** A sign-up, with the metadata that triggers often read. */
function signUpTask(spec: TableSpec, testUser: TestUser, { today }: SeedContext): SeedTask {
  const { name, email } = testUser.identity;
  const mark = canary({ table: usersKey, column: "name", person: name, email, number: 0, round: 0, today });
  const names = ["name", "full_name", "user_name", "username", "first_name", "last_name", "display_name"];
  const data = { ...Object.fromEntries(names.map((one) => [one, mark])), email };
  const given = {
    email,
    aud: "authenticated",
    role: "authenticated",
    raw_app_meta_data: { sql: literal(JSON.stringify({ provider: "email" })).text },
    raw_user_meta_data: { sql: literal(JSON.stringify(data)).text },
  };
  return { spec, testUser, number: 0, given };
}

/** An ownerless row, if the owner column allows one or if the row references an ownerless row. */
export function ownerlessTask(spec: TableSpec, context: SeedContext): SeedTask | undefined {
  const { key, owners, foreignKeys, relation } = spec;
  const canBeOwnerless = relation.columns
    .filter(({ name }) => owners.includes(name))
    .every(({ notNull, type }) => !notNull || type !== "uuid");
  const hasOwnerlessParent = foreignKeys.some(
    ({ target }) => storedRowsOf(context, target, nobody.identity.name).length > 0,
  );
  const isPossible = key !== usersKey && canBeOwnerless && (owners.length > 0 || hasOwnerlessParent);
  return isPossible ? { spec, testUser: nobody, number: 0, given: {} } : undefined;
}
