import { readFile } from "node:fs/promises";
import { anon, tryAs } from "@rowproof/testing/actor";
import { beforeDatabase, migrate, migrationPath, migrations, swapped } from "@rowproof/testing/companion";
import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { splitStatements } from "@rowproof/testing/statements";
import type pg from "pg";
import { afterEach, describe, expect, test } from "vitest";
import { makeRows } from "../fixture/rows.js";

let database: FreshDatabase | undefined;
afterEach(async () => {
  await database?.drop();
  database = undefined;
});

/**
 * What is open: any privilege of anon, and any table or view that a signed-in user can use without row level security
 * or security_invoker.
 */
const open = `
  select oid::regclass::text as name
  from pg_catalog.pg_class
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')
    and (has_table_privilege('anon', oid, everything) or has_any_column_privilege('anon', oid, some)
         or (has_table_privilege('authenticated', oid, everything) or has_any_column_privilege('authenticated', oid, some))
            and not relrowsecurity and not coalesce(reloptions @> '{security_invoker=true}', false))
  union all
  select oid::regprocedure::text from pg_catalog.pg_proc
  where pronamespace = 'public'::regnamespace
    and (has_function_privilege('anon', oid, 'execute') and proname <> 'companion_take_sign_in'
         or has_function_privilege('authenticated', oid, 'execute')
            and proname not in ('companion_has_role', 'companion_history_start', 'companion_export_messages', 'companion_month',
                                'companion_take_write', 'companion_take_sign_in'))`
  .replaceAll("everything", "'select, insert, update, delete, truncate, references, trigger'")
  .replaceAll("some", "'select, insert, update, references'");

test.each([
  ["in order", migrations],
  ["with two swapped", swapped],
])("run %s and statement by statement, nothing that is made is open for a moment", async (_, files) => {
  database = await freshDatabase({ platform: "open" });
  const { client } = database;
  let seen = 0;
  for (const file of files) {
    for (const { text } of await splitStatements(await readFile(migrationPath(file), "utf8"))) {
      await client.query(text);
      const { rows } = await client.query(open);
      expect([text, rows]).toEqual([text, []]);
      seen += 1;
    }
  }
  expect(seen).toBeGreaterThan(150);
});

test("running a file again opens nothing, and closes what was opened by hand", async () => {
  database = await beforeDatabase();
  const { client } = database;
  await migrate(client);
  await client.query(
    `grant select ("content") on public."JournalEntry" to anon;
     grant all on public.daily_mood to public;
     grant update (plan) on public.profiles to authenticated;
     grant execute on function public.companion_erase_user() to anon`,
  );
  expect((await client.query(open)).rowCount).toBe(3);
  await migrate(client);
  expect((await client.query(open)).rows).toEqual([]);
  const { rows } = await client.query(
    "select has_column_privilege('authenticated', 'public.profiles', 'plan', 'update')",
  );
  expect(rows).toEqual([{ has_column_privilege: false }]);
});

test("the team's own view that ran as its owner no longer shows every journal to anon", async () => {
  database = await beforeDatabase();
  const { client } = database;
  await client.query(
    `create view public.journal_entries as select id, "userId" as user_id, content from public."JournalEntry";
     alter table public."JournalEntry" enable row level security`,
  );
  const read = "select from public.journal_entries";
  expect(await tryAs(client, anon, read)).toMatchObject({ count: makeRows().JournalEntry.length });
  await migrate(client);
  expect(await tryAs(client, anon, read)).toMatchObject({ code: "42501" });
});

describe("indexes and keys", () => {
  const lacking = async (client: pg.Client, text: string) => (await client.query(text)).rows;

  test("every foreign key has an index, and rows of a user are deleted with the user", async () => {
    database = await freshDatabase({ platform: "closed" });
    await migrate(database.client);
    const unindexed = `
      select conname from pg_catalog.pg_constraint as key
      where contype = 'f' and connamespace = 'public'::regnamespace and not exists (
        select from pg_catalog.pg_index
        where indrelid = conrelid and indpred is null
          and (indkey::int2[])[0:cardinality(conkey) - 1] @> conkey)`;
    expect(await lacking(database.client, unindexed)).toEqual([]);
    const otherwise = `
      select conname from pg_catalog.pg_constraint
      where contype = 'f' and connamespace = 'public'::regnamespace and confdeltype <> 'c'`;
    expect(await lacking(database.client, otherwise)).toEqual([]);
    const { rowCount } = await database.client.query(
      "select from pg_catalog.pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace",
    );
    expect(rowCount).toBe(9);
  });

  test("every column that a policy compares leads an index", async () => {
    database = await freshDatabase({ platform: "closed" });
    await migrate(database.client);
    const unindexed = `
      select attrelid::regclass::text from pg_catalog.pg_attribute join pg_catalog.pg_class on pg_class.oid = attrelid
      where relnamespace = 'public'::regnamespace and relkind = 'r' and attname in ('userId', 'user_id')
        and not exists (select from pg_catalog.pg_index where indrelid = attrelid and indkey[0] = attnum and indpred is null)`;
    expect(await lacking(database.client, unindexed)).toEqual([]);
  });
});
