import { freshDatabase } from "@rowproof/testing/database";
import { expect, test } from "vitest";
import { readCatalog } from "../../src/catalog/catalog.js";
import { ownedBy } from "../../src/contract/presets.js";
import { resolveContract } from "../../src/contract/resolved.js";
import { seedRows } from "../../src/seed/seed-rows.js";
import { contractWith, useSmall } from "../plan/small.js";
import { counts, rowsOf, seedIn } from "./seeding.js";

const small = useSmall();

test("the message and the values of a trigger's error are not repeated", async () => {
  const { client } = await small(`
    create table guarded (id uuid primary key, user_id uuid not null);
    create function guard() returns trigger language plpgsql as $$
    begin raise exception 'the secret is %', new.user_id using detail = 'hush'; end $$;
    create trigger guard before insert on guarded for each row execute function guard();`);
  const seeded = await seedIn(client, contractWith({ guarded: { access: ownedBy("user_id") } }));
  expect(seeded.unseeded).toEqual(
    ["amara", "bo"].map((person) => ({
      table: { schema: "public", name: "guarded" },
      person,
      why: "a trigger or function raised an exception",
      sqlstate: "P0001",
    })),
  );
  expect(seeded.newRow({ schema: "public", name: "guarded" }, "amara")).toBeUndefined();
  expect((await client.query("select 1 as usable")).rows).toEqual([{ usable: 1 }]);
});

test("a cycle of keys that are neither nullable nor deferrable is reported", async () => {
  const { client } = await small(`
    create table one (id uuid primary key, user_id uuid not null, two_id uuid not null);
    create table two (id uuid primary key, user_id uuid not null, one_id uuid not null references one (id));
    alter table one add foreign key (two_id) references two (id);
    create table outside (id uuid primary key, user_id uuid not null, one_id uuid references one (id));`);
  const seeded = await seedIn(client, contractWith({ one: { access: ownedBy("user_id") } }));
  expect(new Set(seeded.unseeded.map(({ table }) => table.name))).toEqual(new Set(["one", "two"]));
  expect(counts(seeded)["public.outside"]).toEqual({ amara: 2, bo: 2 });
});

test("a materialized view that cannot be filled is reported", async () => {
  const { client } = await small(`
    create table words (id uuid primary key, user_id uuid not null, word text not null);
    create materialized view numbers as select word::integer as number from words;`);
  const seeded = await seedIn(client, contractWith({ words: { access: ownedBy("user_id") } }));
  expect(
    seeded.unseeded.map(({ table, person, sqlstate, why }) => [table.name, person, sqlstate, why]),
  ).toEqual([
    ["numbers", "amara", "22P02", "the server refused the row"],
    ["numbers", "bo", "22P02", "the server refused the row"],
  ]);
});

test("without auth.users that is reported, and tables are seeded anyway", async () => {
  const { client, drop } = await freshDatabase({ platform: false });
  try {
    await client.query("create table notes (id uuid primary key, user_id uuid not null)");
    const seeded = await seedIn(client, contractWith({ notes: { access: ownedBy("user_id") } }));
    expect(seeded.unseeded.map(({ table, person }) => [table.schema, person]).slice(0, 3)).toEqual([
      ["auth", "amara"],
      ["auth", "bo"],
      ["auth", "nia"],
    ]);
    expect(counts(seeded)).toEqual({ "public.notes": { amara: 2, bo: 2 } });
  } finally {
    await drop();
  }
});

test("the tables' owner can seed without being a superuser", async () => {
  const { client } = await small(`
    create table legacy (id uuid primary key, user_id text not null, parent uuid references legacy (id));
    create table only_one (user_id uuid primary key references auth.users (id), words text);`);
  const contract = contractWith({
    legacy: { access: ownedBy("user_id") },
    only_one: { access: ownedBy("user_id") },
  });
  const catalog = await readCatalog(client);
  await client.query(`begin;
    create role seeder; grant seeder to current_user; grant usage, create on schema public to seeder;
    grant usage on schema auth to seeder; grant all on auth.users to seeder;
    alter table auth.users disable row level security;
    alter table legacy owner to seeder; alter table only_one owner to seeder; set local role seeder`);
  const seeded = await seedRows(client, resolveContract(contract, catalog));
  expect(seeded.unseeded).toEqual([]);
  expect(counts(seeded)).toMatchObject({
    "public.legacy": { amara: 2, bo: 2, nobody: 1 },
    "public.only_one": { amara: 1, bo: 1 },
  });
  expect(seeded.newRow({ schema: "public", name: "only_one" }, "bo")).toBeDefined();
  expect(rowsOf(seeded, "legacy", "nobody")).toMatchObject([{ user_id: "legacy-user-1" }]);
  await client.query("rollback");
});
