import { inspect } from "node:util";
import { afterDatabase } from "@rowproof/testing/companion";
import type { FreshDatabase } from "@rowproof/testing/database";
import { openStack, type Stack } from "rowproof/stack";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { supabaseClient } from "./supabase.js";

let database: FreshDatabase;
let stack: Stack;

/** The console output. */
const written: string[] = [];

beforeAll(async () => {
  // Before the stack replaces it.
  for (const method of ["log", "info", "warn", "error"] as const)
    vi.spyOn(console, method).mockImplementation((...parts) => void written.push(inspect(parts)));
  database = await afterDatabase();
  stack = await openStack({ database: database.url });
});

afterAll(async () => {
  await stack?.close();
  await database?.drop();
  vi.restoreAllMocks();
});

function clientWith(key: string) {
  return supabaseClient("http://localhost", key, stack.fetch);
}

async function signedUp(email: string) {
  const client = clientWith(stack.keys.anon);
  const { data, error } = await client.auth.signUp({ email, password: "correct horse 9" });
  expect(error).toBeNull();
  return { client, id: data.user?.id ?? "" };
}

describe("the local stack", () => {
  test("signs users up and in, and shows them only their own rows, by both names", async () => {
    const one = await signedUp("one@example.com");
    const two = await signedUp("two@example.com");
    const { error } = await one.client
      .from("journal_entries")
      .insert({ user_id: one.id, content: "mine", date: "2026-11-01" });
    expect(error).toBeNull();
    expect((await one.client.from("JournalEntry").select("content")).data).toEqual([{ content: "mine" }]);
    expect((await two.client.from("JournalEntry").select("content")).data).toEqual([]);
    const spoofed = await two.client
      .from("JournalEntry")
      .insert({ userId: one.id, content: "x", date: "2026-11-01" });
    expect([spoofed.status, spoofed.error?.code]).toEqual([403, "42501"]);
    const anon = await clientWith(stack.keys.anon).from("chat_messages").select("*");
    expect([anon.status, anon.error?.code]).toEqual([401, "42501"]);
  });

  test("times are written as PostgREST writes them", async () => {
    const { client } = await signedUp("times@example.com");
    const { data } = await client.from("profiles").select("created_at").single();
    expect(data?.created_at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/);
  });

  test("database errors are not logged, and other output still is", async () => {
    const { client, id } = await signedUp("quiet@example.com");
    const refused = { user_id: id, date: "2026-11-01", title: "nobody's business", intensity: 99 };
    const { error } = await client.from("calendar_events").insert(refused);
    expect(error?.message).toContain("violates check constraint");
    console.error("somebody else");
    expect(written.join()).toContain("somebody else");
    expect(written.join()).not.toMatch(/nobody's business|check constraint/);
  });

  test("administers users only with the service key", async () => {
    const service = clientWith(stack.keys.service);
    const made = await service.auth.admin.createUser({
      email: "made@example.com",
      password: "correct horse 9",
      email_confirm: true,
    });
    expect(made.error).toBeNull();
    const id = made.data.user?.id ?? "";
    expect(
      (
        await clientWith(stack.keys.anon).auth.signInWithPassword({
          email: "made@example.com",
          password: "correct horse 9",
        })
      ).error,
    ).toBeNull();
    expect((await service.auth.admin.getUserById(id)).data.user?.email).toBe("made@example.com");
    expect((await service.auth.admin.listUsers()).data.users.map((user) => user.id)).toContain(id);
    expect((await clientWith(stack.keys.anon).auth.admin.deleteUser(id)).error?.status).toBe(401);
    expect((await service.auth.admin.deleteUser(id)).error).toBeNull();
    expect((await service.auth.admin.getUserById(id)).error?.status).toBe(404);
  });

  test.each([
    "/config",
    "/api/info",
    "/introspect",
    "/",
    "/storage/v1/bucket",
    "/rest/v1",
  ])("has no %s", async (path) => {
    const response = await stack.fetch(
      new Request(`http://localhost${path}`, { headers: { apikey: stack.keys.service } }),
    );
    expect(response.status).toBe(404);
  });
});

test("closes after the current requests, and accepts no more", async () => {
  const own = await afterDatabase();
  try {
    const stopping = await openStack({ database: own.url });
    const ask = () =>
      stopping.fetch(
        new Request("http://localhost/rest/v1/profiles?select=plan", {
          headers: { apikey: stopping.keys.service },
        }),
      );
    // Enough to open new connections, and one that has its response while the others wait.
    const asked = Array.from({ length: 6 }, ask);
    await asked[0];
    await stopping.close();
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect((await ask()).status).toBe(503);
  } finally {
    await own.drop();
  }
}, 20_000);

test("a server that stops while the stack opens causes an error, and does not end the process", async () => {
  const own = await afterDatabase();
  try {
    const opening = openStack({ database: own.url }).then(
      () => "opened",
      () => "failed",
    );
    let outcome: string | undefined;
    opening.then((told) => {
      outcome = told;
    });
    while (outcome === undefined)
      await own.client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid() and query <> ''`,
      );
    expect(outcome).toBe("failed");
  } finally {
    await own.drop();
  }
});

describe("the self-test refuses to serve", () => {
  test.each([
    [["account"], /a token with the role "postgres" is obeyed/],
    [["keys"], /answers without a key/],
    // The pinned state matters only for an account that has the privilege.
    [["account", "roles"], /anon was granted SELECT on public\."?JournalEntry/],
  ] as const)("without the guards %s", async (without, told) => {
    const own = await afterDatabase();
    try {
      const refused = { id: "stack/fails-open", why: expect.stringMatching(told) };
      await expect(openStack({ database: own.url, without })).rejects.toMatchObject(refused);
    } finally {
      await own.drop();
    }
  });

  test("if anon may read a table, until the table is named", async () => {
    const open = await afterDatabase();
    try {
      await open.client.query("grant select on public.calendar_events to anon");
      await expect(openStack({ database: open.url })).rejects.toMatchObject({
        why: expect.stringContaining("calendar_events"),
      });
      await (await openStack({ database: open.url, publicRelations: ["calendar_events"] })).close();
    } finally {
      await open.drop();
    }
  });
});
