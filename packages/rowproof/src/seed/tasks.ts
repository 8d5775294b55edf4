import type { FixtureRow } from "../contract/contract.js";
import { usersKey } from "../sql/relation-key.js";
import { literal } from "../sql/sql.js";
import { canary } from "./seed.js";
import { entriesOf, nobody, type SeedState, type Task } from "./seed-state.js";
import { isSingle, type TableSpec } from "./table-spec.js";
import type { TestUser } from "./test-users.js";

/** The rows that a table shall get: row 0 of each settled person first, then row 1, then what the others need. */
export function tasksFor(spec: TableSpec, seedState: SeedState, actorRows: ActorRows): readonly Task[] {
  const testUsers = [...seedState.testUsers.values()];
  if (spec.key === usersKey) return testUsers.map((member) => userTask(spec, member, seedState));
  const settled = testUsers.filter((member) => member.settled);
  const numbers = isSingle(spec, seedState.order.postponed) ? [0] : [0, 1];
  return [
    ...numbers.flatMap((number) =>
      settled.map((member, index): Task => {
        const [given = {}, ...otherwise] = fixturesFrom(seedState, spec, number * settled.length + index);
        return { spec, member, number, given, otherwise };
      }),
    ),
    ...testUsers
      .filter((member) => !member.settled)
      .flatMap((member) => memberTasks(spec, member, actorRows)),
  ];
}

/** By the person's name and the table's key. */
export type ActorRows = ReadonlyMap<string, ReadonlyMap<string, FixtureRow>>;

/** The fixtures of a table, beginning with the one whose turn it is. */
export function fixturesFrom(
  { fixtures }: SeedState,
  { key }: TableSpec,
  turn: number,
): readonly FixtureRow[] {
  const rows = fixtures.get(key) ?? [];
  return rows.map((_, index) => rows[(turn + index) % rows.length] ?? {});
}

/** A membership, and the rows that the contract gives one of its own actors. */
function memberTasks(spec: TableSpec, member: TestUser, actorRows: ActorRows): readonly Task[] {
  const given = actorRows.get(member.person.name)?.get(spec.key);
  if (given !== undefined) return [{ spec, member, number: 0, given }];
  const isMember = spec.membersOf !== undefined && spec.membersOf in member.roles;
  if (!isMember) return [];
  const { also } = member;
  return [
    { spec, member, number: 0, given: {} },
    ...(also === undefined
      ? []
      : [{ spec, member: { ...member, ...also }, number: 1, given: {}, optional: true }]),
  ];
}

/** A sign-up, with what triggers often look for in its data. */
function userTask(spec: TableSpec, member: TestUser, { today }: SeedState): Task {
  const { name, email } = member.person;
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
  return { spec, member, number: 0, given };
}

/** A legacy row, where the owner's column lets one be nobody's, or a row that it refers to is. */
export function legacyTask(spec: TableSpec, seedState: SeedState): Task | undefined {
  const { key, owners, references, relation } = spec;
  const canBeNobodys = relation.columns
    .filter(({ name }) => owners.includes(name))
    .every(({ notNull, type }) => !notNull || type !== "uuid");
  const hangsOnLegacy = references.some(
    ({ target }) => entriesOf(seedState, target, nobody.person.name).length > 0,
  );
  const isPossible = key !== usersKey && canBeNobodys && (owners.length > 0 || hangsOnLegacy);
  return isPossible ? { spec, member: nobody, number: 0, given: {} } : undefined;
}
