import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Contract } from "../../src/contract/contract.js";
import { ownedBy, readOwn } from "../../src/contract/presets.js";
import { contractWith } from "../plan/small.js";
import { brokenLines, proveSeeded } from "./proving.js";

/** Notes that are their owner's, and credits that owners may only read. */
const schema = `
  create table notes (id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users on delete cascade, body text not null);
  create table credits (id bigint generated always as identity primary key,
    user_id uuid not null references auth.users on delete cascade, amount integer not null);
  alter table notes enable row level security;
  alter table credits enable row level security;
  create policy own on notes to authenticated
    using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
  create policy own on credits for select to authenticated using (user_id = (select auth.uid()));
  grant select, insert, update, delete on notes to authenticated, service_role;
  grant select on credits to authenticated;
  grant select, insert, update, delete on credits to service_role;
  alter default privileges revoke execute on functions from public;`;

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase();
  await database.client.query(schema);
});
afterEach(() => database.drop());

async function prove(routine: string, routines: Contract["routines"], statementTimeout = 300) {
  await database.client.query(`${routine}; grant execute on all functions in schema public to authenticated`);
  const tables = { notes: { access: ownedBy("user_id") }, credits: { access: readOwn("user_id") } };
  const only = Object.keys(routines);
  return proveSeeded(database, contractWith(tables, { routines }), ["public"], { only, statementTimeout });
}

const signedIn = { execute: ["authenticated"] } as const;

test("a routine that no call comes to the end of is untested, and waited for once", async () => {
  const begun = performance.now();
  const proof = await prove("create function slow() returns void language sql as $$ select pg_sleep(9) $$", {
    slow: signedIn,
  });
  expect(brokenLines(proof)).toEqual([
    "untested public.slow() owner execute: its calls ran out of time, so not all arguments were tried",
  ]);
  expect(proof.attempts).toBe(1);
  expect(performance.now() - begun).toBeLessThan(5000);
});

test("a routine that is slow with one argument alone is tried with the others", async () => {
  const proof = await prove(
    `create function f(p_seconds integer) returns setof notes language plpgsql security definer set search_path = ''
      as $$ begin if p_seconds = 1000000 then perform pg_sleep(9); end if; return query select * from public.notes; end $$`,
    { f: signedIn },
  );
  expect(brokenLines(proof)).toEqual(["leak public.f(p_seconds integer) owner execute"]);
});

test("a row that a routine makes is meant where the contract says that it reaches the table", async () => {
  const routine = `create function add_credits(p_amount integer) returns void language sql security definer
    set search_path = '' as $$ insert into public.credits (user_id, amount) values (auth.uid(), p_amount) $$`;
  const without = await prove(routine, { add_credits: signedIn });
  expect(brokenLines(without)).toEqual(["leak public.add_credits(p_amount integer) owner execute"]);
  const within = await proveSeeded(
    database,
    contractWith(
      { notes: { access: ownedBy("user_id") }, credits: { access: readOwn("user_id") } },
      { routines: { add_credits: { ...signedIn, reaches: ["credits"] } } },
    ),
  );
  expect(brokenLines(within)).toEqual([]);
});

test("what a routine may show of a table it may show whole, the owners' ids included", async () => {
  const proof = await prove(
    "create function feed() returns setof notes language sql stable security definer set search_path = '' as $$ select * from public.notes $$",
    { feed: { ...signedIn, reaches: ["notes"] } },
  );
  expect(brokenLines(proof)).toEqual([]);
});

test("fields of an object within an object are found", async () => {
  const proof = await prove(
    `create function save(payload jsonb) returns void language sql security definer set search_path = ''
      as $$ update public.notes set body = payload->'note'->>'body' where id = (payload->'note'->>'id')::uuid $$`,
    { save: signedIn },
  );
  expect(brokenLines(proof)).toEqual(["leak public.save(payload jsonb) owner execute"]);
});

test("a routine of many arguments is called so many times and no more", async () => {
  const list = Array.from({ length: 8 }, (_, at) => `p${at} text`).join(", ");
  const proof = await prove(`create function many(${list}) returns void language sql as $$ select $$`, {
    many: signedIn,
  });
  expect(proof.attempts).toBeLessThanOrEqual(100);
});
