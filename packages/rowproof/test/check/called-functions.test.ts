import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterAll, beforeAll, expect, test } from "vitest";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await database.client.query(`
    create schema tools;
    create function tools.made(text) returns text language plpgsql immutable as 'begin return ''a''; end';
    create table noted (note text);
    grant select, insert on noted to authenticated`);
});
afterAll(() => database.drop());

/** What the check of called functions takes for granted of the server. */
const parts = {
  default: "alter table noted alter note set default tools.made('b')",
  check: "alter table noted add check (note <> tools.made(note))",
  stored: "alter table noted add made text generated always as (tools.made(note)) stored",
  index: "create index on noted (tools.made(note))",
  policy:
    "alter table noted enable row level security; create policy p on noted with check (tools.made(note) = 'a')",
};

async function insertAsUser(change: string): Promise<string> {
  const { client } = database;
  await client.query(`begin; ${change}; set local role authenticated`);
  try {
    await client.query(
      change.includes("default") ? "insert into noted default values" : "insert into noted values ('b')",
    );
    return "done";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  } finally {
    await client.query("rollback");
  }
}

test.each(
  Object.entries(parts),
)("a %s asks for execute, and not for usage of the schema", async (_, change) => {
  expect(await insertAsUser(change)).toBe("done");
  const revoke = "revoke execute on function tools.made(text) from public";
  expect(await insertAsUser(`${change}; ${revoke}`)).toBe("permission denied for function made");
});
