import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readExposedSchemas } from "../../src/catalog/exposed-schemas.js";
import { identifier, sql } from "../../src/sql/sql.js";

let database: FreshDatabase;
beforeEach(async () => {
  database = await freshDatabase();
});
afterEach(() => database.drop());

async function exposed(statements: string): Promise<readonly string[]> {
  await database.client.query(statements);
  return readExposedSchemas(database.client);
}

/** Stored for this database alone: the role is the cluster's. */
function store(value: string): Promise<unknown> {
  const name = identifier(new URL(database.url).pathname.slice(1));
  const statement = sql`alter role authenticator in database ${name} set pgrst.db_schemas = `.text;
  return database.client.query(`${statement}${value}`);
}

test("public, and the project's own schemas with tables that callers can name", async () => {
  const schemas = await exposed(`
    create schema shop; create table shop.items (id int); grant usage on schema shop to anon;
    create schema app; create table app.notes (id int) partition by range (id); grant usage on schema app to public;
    create schema hidden; create table hidden.keys (id int);
    create schema empty; grant usage on schema empty to authenticated;
    create schema served; create table served.jobs (id int); grant usage on schema served to service_role;
    create schema storage; create table storage.objects (id int); grant usage on schema storage to anon;
    create schema graphql_public; create table graphql_public.t (id int); grant usage on schema graphql_public to anon;`);
  expect(schemas).toEqual(["public", "app", "shop"]);
});

test("what is stored for PostgREST, in its order", async () => {
  await database.client.query(`create schema "My Api"; create schema shop; create table shop.items (id int)`);
  await store(`' "My Api" , public,not_there'`);
  expect(await exposed("grant usage on schema shop to anon")).toEqual(["My Api", "public"]);
});

test("an empty setting says nothing, and a transaction of the caller's is left as it was", async () => {
  await store("''");
  await database.client.query("begin; create schema app; create table app.t (id int)");
  expect(await exposed("grant usage on schema app to anon")).toEqual(["public", "app"]);
  await database.client.query("rollback");
  expect(await exposed("select 1")).toEqual(["public"]);
});
