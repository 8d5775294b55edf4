import { join } from "node:path";
import { connect } from "@rowproof/testing/database";
import { useInitdb } from "@rowproof/testing/initdb";
import { expect, inject, test } from "vitest";
import { openEmbedded } from "../../src/embedded/embedded.js";
import { missingPlatform } from "../../src/embedded/platform.js";
import { openServer } from "../../src/embedded/server.js";

useInitdb();

async function ask(url: string, question: string): Promise<unknown> {
  const client = await connect(url);
  const { rows } = await client.query({ text: question, rowMode: "array" }).finally(() => client.end());
  return rows[0]?.[0];
}

const opens = "select exists (select from pg_default_acl)";

test("the database is made once, with the platform, and kept", async () => {
  const directory = join(inject("scratch"), "embedded-once");
  const first = await openEmbedded({ directory, scratch: true, openDefaultPrivileges: true });
  expect(first.created).toBe(true);
  expect(await ask(first.url, "select current_database()")).toBe("app");
  const client = await connect(first.url);
  expect(await missingPlatform(client)).toEqual([]);
  await client.end();
  expect(await ask(first.url, opens)).toBe(true);
  await ask(first.url, "alter default privileges in schema public revoke all on tables from anon");
  await first.close();

  const second = await openEmbedded({ directory, scratch: true, openDefaultPrivileges: true });
  expect(second.created).toBe(false);
  await ask(second.url, "create table later ()");
  expect(await ask(second.url, "select has_table_privilege('anon', 'later', 'select')")).toBe(false);
  await second.close();
});

test("of several at once, one makes it and all get it", async () => {
  const directory = join(inject("scratch"), "embedded-several");
  const opened = await Promise.all([1, 2, 3].map(() => openEmbedded({ directory, scratch: true })));
  expect(opened.map((each) => each.created).sort()).toEqual([false, false, true]);
  for (const { url } of opened) expect(await ask(url, "select auth.uid()")).toBeNull();
  expect(await ask(opened[0]?.url ?? "", opens)).toBe(false);
  await Promise.all(opened.map((each) => each.close()));
});

test("what a killed process left half made is made anew", async () => {
  const directory = join(inject("scratch"), "embedded-half");
  const server = await openServer({ directory, scratch: true });
  await ask(server.url("postgres"), 'create database "app (being made)"');
  await ask(server.url("app (being made)"), "create schema auth");
  const { created, url, close } = await openEmbedded({ directory, scratch: true });
  expect(created).toBe(true);
  expect(await ask(url, "select auth.uid()")).toBeNull();
  expect(await ask(url, "select count(*)::int from pg_database")).toBe(4);
  await close();
  await server.close();
});

test("a platform that lost a part gets it back", async () => {
  const directory = join(inject("scratch"), "embedded-part");
  const first = await openEmbedded({ directory, scratch: true });
  await ask(first.url, "drop function auth.email()");
  const second = await openEmbedded({ directory, scratch: true });
  expect(second.created).toBe(false);
  expect(await ask(second.url, "select auth.email()")).toBeNull();
  await Promise.all([first.close(), second.close()]);
});
