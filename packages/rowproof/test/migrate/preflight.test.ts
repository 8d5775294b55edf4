import { type FreshDatabase, freshCluster } from "@rowproof/testing/database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkRights, readServer, supportedVersion } from "../../src/migrate/preflight.js";

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshCluster();
});

afterAll(() => database.drop());

test("the server is read", async () => {
  expect(await readServer(database.client)).toMatchObject({
    major: 17,
    version: expect.stringMatching(/^17\.\d+$/),
  });
});

test("a server before 15 is refused, for it has no security_invoker views", () => {
  expect(() => supportedVersion(140_023)).toThrow(
    expect.objectContaining({ id: "preflight/server-too-old", exitCode: 3 }),
  );
  expect(supportedVersion(150_000)).toEqual({ major: 15, version: "15.0" });
});

test("all missing rights are reported at once, and none of a member of the owner", async () => {
  const { client } = database;
  await client.query(`
    create role keeper; create role helper in role keeper; create role stranger;
    create schema "Odd one" authorization keeper;
    create table "Odd one"."T" (); alter table "Odd one"."T" owner to keeper;
    grant create on database "${client.database}" to helper;`);
  const scope = { schemas: ["Odd one"], tables: [{ schema: "Odd one", name: "T" }] };
  await client.query("set role stranger");
  const error: unknown = await checkRights(client, scope).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    id: "preflight/no-right",
    details: [
      { id: "preflight/history", fix: `grant create on database "${client.database}" to "stranger";` },
      { id: "preflight/schema", fix: 'grant create on schema "Odd one" to "stranger";' },
      { id: "preflight/owner", message: expect.stringContaining('"Odd one"."T" belongs to "keeper"') },
    ],
  });
  await client.query("reset role; set role helper;");
  await checkRights(client, scope);
  await client.query("reset role");
});
