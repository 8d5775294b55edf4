import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ensureHistory } from "../../src/migrate/history.js";
import { migrationOf, runOn } from "./support.js";

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
  await ensureHistory(database.client);
  await database.client.query(`
    create table t (id int, e text, p int4range);
    insert into t values (1, 'dear diary', '[1,2]'), (2, 'dear diary', '[1,3]');
    create table parted (a text) partition by list (a);
    create table parent (e text primary key);`);
});

afterAll(() => database.drop());

// Each puts a row's text into one of the server's fields.
test.each([
  [
    "23502, a row that fails",
    "alter table t add column n int; update t set e = null; alter table t alter column e set not null;",
  ],
  ["23514, a check", "alter table t add check (e <> 'dear' || ' diary');"],
  ["23505, a key", "create unique index on t (e);"],
  ["23503, a reference", "alter table t add foreign key (e) references parent (e);"],
  ["23P01, an exclusion", "alter table t add exclude using gist (p with &&);"],
  ["23514, a partition", "insert into parted select e from t;"],
  ["22P02, a number", "alter table t alter column e type int using e::int;"],
  ["22P02, json", "select e::json from t;"],
  ["22007, a date", "select e::date from t;"],
  ["42601, a search query", "select to_tsquery('simple', e) from t;"],
  ["2200M, xml", "select ('<a>' || e)::xml from t;"],
  [
    "P0001 with a context",
    "do $$ begin execute (select 'select ' || quote_literal(e) || '::int' from t limit 1); end $$;",
  ],
])("%s: no error quotes a row", async (_, text) => {
  const failing = await migrationOf("1", text);
  const error: unknown = await runOn(database.url, [failing]).catch((thrown: unknown) => thrown);
  const { id, message, why, fix } = error as Readonly<Record<"id" | "message" | "why" | "fix", string>>;
  expect(id).toBe("migration/failed");
  expect(message + why + fix).not.toMatch(/diary|\[1,/);
});
