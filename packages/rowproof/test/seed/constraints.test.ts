import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ownedBy } from "../../src/contract/presets.js";
import type { SeedResult } from "../../src/seed/seeded.js";
import { contractWith } from "../plan/small.js";
import { counts, missingAfterScript, rowsOf, seedIn, unmakeableRows } from "./seeding.js";

const schema = fileURLToPath(new URL("nasty.sql", import.meta.url));
/** No row fulfils the check of the first, and a trigger discards the rows of the second. */
const impossible = ["impossible", "swallowed"];
/** Two users are friends once, and a user is one person. */
const single = ["friends", "people"];
/** A hash of the user's id decides which of these holds the user's rows. */
const elsewhere = ["by_user_0 amara", "by_user_1 bo", "by_user_1 nia"];

describe.each([15, 17] as const)("a schema with every kind of constraint, on %i", (major) => {
  let database: FreshDatabase;
  let seeded: SeedResult;
  beforeAll(async () => {
    database = await freshDatabase({ major });
    await database.client.query(await readFile(schema, "utf8"));
    seeded = await seedIn(database.client, contractWith({ checked: { access: ownedBy("owner_id") } }));
  });
  afterAll(() => database.drop());

  test("both users have two rows in every table that can have any", async () => {
    const { rows } = await database.client.query<{ name: string }>(
      "select relname as name from pg_class where relkind in ('r', 'p') and relnamespace in ('public'::regnamespace, 'hidden'::regnamespace)",
    );
    const found = counts(seeded);
    expect(counts(seeded)).toMatchObject({
      "public.by_user_0": { bo: 2 },
      "public.by_user_1": { amara: 2 },
    });
    const lacking = rows
      .filter(({ name }) => !single.includes(name) && !/^by_user_/.test(name))
      .map(({ name }) => name)
      .filter((name) => {
        const { amara, bo } = found[`public.${name}`] ?? found[`hidden.${name}`] ?? {};
        return amara !== 2 || bo !== 2;
      });
    expect(lacking.toSorted()).toEqual(impossible);
  });

  test("rows between two users have another user at the other end", () => {
    expect(counts(seeded)).toMatchObject({
      "public.friends": { amara: 1, bo: 1 },
      "public.people": { amara: 1, bo: 1 },
    });
    const ids = seeded.persons.map(({ id }) => id);
    expect(rowsOf(seeded, "friends").map(({ user_id, friend_id }) => [user_id, friend_id])).toEqual([
      [ids[0], ids[1]],
      [ids[1], ids[2]],
    ]);
    for (const { follower, followed } of rowsOf(seeded, "follows")) expect(follower).not.toBe(followed);
    for (const { ring_id, picture_id } of rowsOf(seeded, "remarks")) {
      expect([ring_id, picture_id].filter((one) => one === null)).toHaveLength(1);
    }
  });

  test("a table without a row is reported once for each user, with the constraint and without values", () => {
    const reported = seeded.unseeded.map(({ table, person, why, sqlstate }) => [
      table.name,
      person,
      why,
      sqlstate,
    ]);
    const bounds = "no row fits the bounds of the partition";
    const check = 'no value was found that fulfils a check (constraint "impossible_amount_check")';
    expect(reported).toEqual([
      ["by_user_0", "amara", bounds, undefined],
      ["by_user_1", "bo", bounds, undefined],
      ["impossible", "amara", check, "23514"],
      ["impossible", "bo", check, "23514"],
      ["swallowed", "amara", "a trigger discarded the row", undefined],
      ["swallowed", "bo", "a trigger discarded the row", undefined],
    ]);
  });

  test("each partition has rows of its own", async () => {
    for (const name of [
      "ranged_old",
      "ranged_mid_a",
      "ranged_mid_b",
      "hashed_0",
      "hashed_1",
      "hashed_2",
      "of_kind_rest",
    ]) {
      const { rows } = await database.client.query<{ count: number }>(
        `select count(*)::int from only ${name}`,
      );
      expect([name, (rows[0]?.count ?? 0) >= 4]).toEqual([name, true]);
    }
  });

  test("keys to the same table or around a cycle are set", () => {
    for (const { id, next_id } of rowsOf(seeded, "ring")) expect(next_id).toBe(id);
    for (const person of ["amara", "bo"]) {
      const [hen] = rowsOf(seeded, "hens", person);
      const [egg] = rowsOf(seeded, "eggs", person);
      expect([hen?.egg_id, egg?.hen_id]).toEqual([egg?.id, hen?.id]);
      const [left] = rowsOf(seeded, "left_hands", person);
      const [right] = rowsOf(seeded, "right_hands", person);
      expect([left?.other_id, right?.other_id]).toEqual([right?.id, left?.id]);
    }
    expect(rowsOf(seeded, "tree").map((row) => row.parent_id)).toEqual([null, null, null, null]);
  });

  test("every column whose type and checks allow it holds a canary", () => {
    const mark = /rp[0-9a-z]{12}/;
    for (const row of rowsOf(seeded, "every_type")) {
      for (const column of [
        "a_name",
        "a_json",
        "an_array",
        "slugs",
        "an_xml",
        "a_tsvector",
        "a_slug",
        "an_address",
        "a_citext",
        "an_hstore",
      ]) {
        expect([column, mark.test(row[column] ?? "")]).toEqual([column, true]);
      }
      expect(row.a_varchar).not.toMatch(/^rp/);
    }
    for (const row of rowsOf(seeded, "checked")) {
      for (const column of ["email", "website", "title", "as_text"]) {
        expect([column, mark.test(row[column] ?? "")]).toEqual([column, true]);
      }
    }
  });

  test("the two rows differ in labels", () => {
    const kinds = (column: string) =>
      new Set(rowsOf(seeded, "checked", "amara").map((row) => row[column])).size;
    expect([kinds("kind"), kinds("level"), kinds("status")]).toEqual([2, 2, 2]);
  });

  test("materialized views are filled in the order in which they read each other", async () => {
    const { rows } = await database.client.query<{ count: number }>("select count(*)::int from again_words");
    expect(rows).toEqual([{ count: 8 }]);
  });

  test("one more row of each user can be inserted", async () => {
    // One of two nullable keys must be set, and Nia has no row for either.
    expect((await unmakeableRows(database.client, seeded)).toSorted()).toEqual(
      [...elsewhere, "remarks nia"].map((one) => `${one}: none`).toSorted(),
    );
  });

  test("the statements make the same rows again", async () => {
    expect(await missingAfterScript(database.client, seeded)).toEqual([]);
    await database.client.query("set constraints all immediate");
  });
});
