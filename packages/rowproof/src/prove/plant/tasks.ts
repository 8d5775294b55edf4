import type { FixtureRow } from "../../contract/contract.js";
import { literal } from "../../sql/sql.js";
import type { CastMember } from "../cast.js";
import { usersKey } from "../table-key.js";
import { type Blueprint, isSingle } from "./blueprint.js";
import { entriesOf, type Garden, nobody, type Task } from "./garden.js";
import { canary } from "./seed.js";

/** The rows that a table shall get: row 0 of each settled person first, then row 1, then what the others need. */
export function tasksFor(blueprint: Blueprint, garden: Garden, actorRows: ActorRows): readonly Task[] {
  const cast = [...garden.cast.values()];
  if (blueprint.key === usersKey) return cast.map((member) => userTask(blueprint, member, garden));
  const settled = cast.filter((member) => member.settled);
  const numbers = isSingle(blueprint, garden.order.postponed) ? [0] : [0, 1];
  return [
    ...numbers.flatMap((number) =>
      settled.map((member, index): Task => {
        const [given = {}, ...otherwise] = fixturesFrom(garden, blueprint, number * settled.length + index);
        return { blueprint, member, number, given, otherwise };
      }),
    ),
    ...cast
      .filter((member) => !member.settled)
      .flatMap((member) => memberTasks(blueprint, member, actorRows)),
  ];
}

/** By the person's name and the table's key. */
export type ActorRows = ReadonlyMap<string, ReadonlyMap<string, FixtureRow>>;

/** The fixtures of a table, beginning with the one whose turn it is. */
export function fixturesFrom({ fixtures }: Garden, { key }: Blueprint, turn: number): readonly FixtureRow[] {
  const rows = fixtures.get(key) ?? [];
  return rows.map((_, index) => rows[(turn + index) % rows.length] ?? {});
}

/** A membership, and the rows that the contract gives one of its own actors. */
function memberTasks(blueprint: Blueprint, member: CastMember, actorRows: ActorRows): readonly Task[] {
  const given = actorRows.get(member.person.name)?.get(blueprint.key);
  if (given !== undefined) return [{ blueprint, member, number: 0, given }];
  const isMember = blueprint.membersOf !== undefined && blueprint.membersOf in member.roles;
  if (!isMember) return [];
  const { also } = member;
  return [
    { blueprint, member, number: 0, given: {} },
    ...(also === undefined
      ? []
      : [{ blueprint, member: { ...member, ...also }, number: 1, given: {}, optional: true }]),
  ];
}

/** A sign-up, with what triggers often look for in its data. */
function userTask(blueprint: Blueprint, member: CastMember, { today }: Garden): Task {
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
  return { blueprint, member, number: 0, given };
}

/** A legacy row, where the owner's column lets one be nobody's, or a row that it refers to is. */
export function legacyTask(blueprint: Blueprint, garden: Garden): Task | undefined {
  const { key, owners, references, relation } = blueprint;
  const canBeNobodys = relation.columns
    .filter(({ name }) => owners.includes(name))
    .every(({ notNull, type }) => !notNull || type !== "uuid");
  const hangsOnLegacy = references.some(
    ({ target }) => entriesOf(garden, target, nobody.person.name).length > 0,
  );
  const isPossible = key !== usersKey && canBeNobodys && (owners.length > 0 || hangsOnLegacy);
  return isPossible ? { blueprint, member: nobody, number: 0, given: {} } : undefined;
}
