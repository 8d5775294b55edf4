import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCatalog } from "../../src/catalog/catalog.js";
import type { Catalog } from "../../src/catalog/facts.js";
import { readUsers } from "../../src/catalog/users.js";
import { isSecurityInvoker } from "../../src/catalog/view-options.js";

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});

afterAll(() => database.drop());

async function catalogAfter(source: string): Promise<Catalog> {
  await database.client.query(`drop schema public cascade; create schema public; ${source}`);
  return readCatalog(database.client);
}

it("reads the type of an object that it has no facts of, and where it belongs", async () => {
  const { unread } = await catalogAfter(`
    create table notes (id integer primary key, title text);
    create table parts (note integer references notes);
    alter table parts disable trigger all;
    create rule quiet as on update to notes do also select 1;
    create collation german (provider = libc, locale = 'C')`);
  const notes = { schema: "public", name: "notes" };
  expect(unread).toEqual([
    { kind: "collation", description: "collation public.german", relation: null },
    {
      kind: "disabled foreign keys",
      description: "disabled foreign keys of table public.parts",
      relation: { schema: "public", name: "parts" },
    },
    { kind: "rule", description: "rule quiet on public.notes", relation: notes },
  ]);
});

/**
 * The embedded servers come without translations. So `pg_describe_object`, which a server translates, is replaced in a database of
 * this test by one that speaks German.
 */
it("does not depend on the language of the server's messages", async () => {
  const german = await freshDatabase();
  try {
    await german.client.query(`
      create or replace function pg_catalog.pg_describe_object(oid, oid, integer) returns text stable language sql
        as $$ select 'Regel ' || $2 $$;
      create table notes (id integer primary key);
      create rule quiet as on update to notes do also select 1;
      create view titles as select id from notes;
      create view ids as select id from titles`);
    const { unread } = await readCatalog(german.client);
    expect(unread.map(({ kind, description }) => [kind, description])).toEqual([
      ["rule", "rule quiet on public.notes"],
    ]);
    const users = await readUsers(german.client, { schema: "public", name: "titles" });
    expect(users).toEqual(["view public.ids"]);
  } finally {
    await german.drop();
  }
});

describe("security_invoker", () => {
  const spellings = ["t", "tr", "tru", "true", "TRUE", "y", "ye", "yes", "Yes", "on", "ON", "1"];
  const others = ["f", "false", "n", "no", "off", "0"];

  it.each([
    ...spellings.map((value) => [value, true] as const),
    ...others.map((value) => [value, false] as const),
  ])("%s is %s", async (value, expected) => {
    const { relations } = await catalogAfter(
      `create view v with (security_invoker = '${value}') as select 1 as a`,
    );
    expect(relations.map(isSecurityInvoker)).toEqual([expected]);
  });

  it("is true without a value and false if it is not set", async () => {
    const { relations } = await catalogAfter(`
      create view a with (security_invoker) as select 1 as a;
      create view b with (security_barrier) as select 1 as a;
      create view c as select 1 as a`);
    expect(relations.map(isSecurityInvoker)).toEqual([true, false, false]);
  });
});

it("reads whether a constraint is enforced by its value and not by its text", async () => {
  const { relations } = await catalogAfter(
    "create table t (a text constraint words check (a <> ' NOT ENFORCED '))",
  );
  expect(relations[0]?.constraints).toMatchObject([{ name: "words", enforced: true }]);
});
