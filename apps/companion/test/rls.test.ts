import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openProject, type SignedInUser, type SupabaseProject } from "./project.js";

let project: SupabaseProject;
let one: SignedInUser;
let two: SignedInUser;

beforeAll(async () => {
  project = await openProject();
  [one, two] = [await project.signIn(), await project.signIn()];
});

afterAll(() => project?.close());

const now = "2026-11-01T08:00:00";
const session = { one: randomUUID(), two: randomUUID() };

type RowValues = Readonly<Record<string, unknown>>;

/** A name of a table in the code, with a row as the code writes it, a change, and whether users may change it. */
interface TestedTable {
  readonly name: string;
  readonly owner: "userId" | "user_id";
  row(id: string, own: string): RowValues;
  readonly change: RowValues;
}

const mood = { date: now, emotion: "joy", intensity: 7, fruit: "mango" };
const insight = { time_range_start: "2026-10-01", time_range_end: "2026-10-08", narrative: "a quiet week" };

const tables: readonly TestedTable[] = [
  {
    name: "ChatSession",
    owner: "userId",
    row: (userId, sessionId) => ({ userId, sessionId }),
    change: { summary: "mine" },
  },
  {
    name: "chat_session",
    owner: "user_id",
    row: (user_id) => ({ user_id, session_id: randomUUID() }),
    change: { summary: "mine" },
  },
  {
    name: "chat_sessions",
    owner: "user_id",
    row: (user_id) => ({ user_id, session_id: randomUUID() }),
    change: { summary: "mine" },
  },
  {
    name: "ChatMessage",
    owner: "userId",
    row: (userId, sessionId) => ({ userId, sessionId, role: "user", content: "hello" }),
    change: { content: "mine" },
  },
  {
    name: "chat_messages",
    owner: "user_id",
    row: (user_id, session_id) => ({ user_id, session_id, role: "user", content: "hello" }),
    change: { content: "mine" },
  },
  { name: "DailyMood", owner: "userId", row: (userId) => ({ userId, ...mood }), change: { notes: "mine" } },
  {
    name: "daily_mood",
    owner: "user_id",
    row: (user_id) => ({ user_id, ...mood, date: "2026-11-02" }),
    change: { notes: "mine" },
  },
  {
    name: "JournalEntry",
    owner: "userId",
    row: (userId) => ({ userId, content: "dear diary", date: now }),
    change: { content: "mine" },
  },
  {
    name: "journal_entries",
    owner: "user_id",
    row: (user_id) => ({ user_id, content: "dear diary", date: now }),
    change: { content: "mine" },
  },
  {
    name: "UserMemory",
    owner: "userId",
    row: (userId) => ({ userId, summary: "likes tea", sourceType: "chat", sourceId: "1" }),
    change: { summary: "mine" },
  },
  {
    name: "user_memory",
    owner: "user_id",
    row: (user_id) => ({ user_id, summary: "likes tea", source_type: "chat", source_id: "1" }),
    change: { summary: "mine" },
  },
  {
    name: "InsightRun",
    owner: "user_id",
    row: (user_id) => ({ user_id, ...insight }),
    change: { narrative: "mine" },
  },
  {
    name: "insight_run",
    owner: "user_id",
    row: (user_id) => ({ user_id, ...insight, time_range_end: "2026-10-09" }),
    change: { narrative: "mine" },
  },
  {
    name: "calendar_events",
    owner: "user_id",
    row: (user_id) => ({ user_id, title: "dinner", date: "2026-11-01" }),
    change: { title: "mine" },
  },
];
const appendOnly = ["InsightRun", "insight_run"];

describe.each(tables)("$name", ({ name, owner, row, change }) => {
  test("user 1 writes and reads a row; user 2 cannot read, change, delete or imitate it", async () => {
    const written = await one.client.from(name).insert(row(one.id, session.one)).select().single();
    expect(written.error).toBeNull();
    const { id } = written.data;
    const read = await one.client.from(name).select("id").eq("id", id);
    expect(read.data).toEqual([{ id }]);

    const all = await two.client.from(name).select("*");
    expect([all.error, all.data?.filter((found) => found[owner] !== two.id)]).toEqual([null, []]);
    expect((await two.client.from(name).select("*").eq("id", id)).data).toEqual([]);
    if (!appendOnly.includes(name))
      expect((await two.client.from(name).update(change).eq("id", id).select("id")).data).toEqual([]);
    expect((await two.client.from(name).delete().eq("id", id).select("id")).data).toEqual([]);
    const spoofed = await two.client.from(name).insert(row(one.id, session.one));
    expect([spoofed.status, spoofed.error?.code]).toEqual([403, "42501"]);

    const kept = await one.client.from(name).select().eq("id", id).single();
    expect(kept.data).toEqual(written.data);
  });

  test(`user 1 ${appendOnly.includes(name) ? "may not change" : "changes"} it, and gives it to nobody`, async () => {
    const changed = await one.client.from(name).update(change).eq(owner, one.id).select();
    if (appendOnly.includes(name)) {
      expect([changed.status, changed.error?.code]).toEqual([403, "42501"]);
      return;
    }
    expect(changed.data?.[0]).toMatchObject(change);
    const given = await one.client
      .from(name)
      .update({ [owner]: two.id })
      .eq(owner, one.id)
      .select();
    expect(given.error?.code).toMatch(/^(42501|23503)$/);
  });

  test("anonymous reads and writes nothing", async () => {
    const anon = project.client();
    for (const answer of [
      await anon.from(name).select("*").limit(1),
      await anon.from(name).insert(row(one.id, session.one)),
      await anon.from(name).update(change).eq(owner, one.id),
      await anon.from(name).delete().eq(owner, one.id),
    ])
      expect([answer.status, answer.error?.code]).toEqual([401, "42501"]);
  });
});

test("user 2 cannot put a message into a session of user 1, by either name", async () => {
  const camel = { userId: two.id, sessionId: session.one, role: "user", content: "x" };
  const snake = { user_id: two.id, session_id: session.one, role: "user", content: "x" };
  expect((await two.client.from("ChatMessage").insert(camel)).error?.code).toBe("23503");
  expect((await two.client.from("chat_messages").insert(snake)).error?.code).toBe("23503");
});

describe("profiles", () => {
  test("each reads their own, and changes the voice but never the plan", async () => {
    expect((await one.client.from("profiles").select("user_id")).data).toEqual([{ user_id: one.id }]);
    const voice = await one.client
      .from("profiles")
      .update({ voice_enabled: true })
      .eq("user_id", one.id)
      .select("voice_enabled");
    expect(voice.data).toEqual([{ voice_enabled: true }]);
    const plan = await one.client.from("profiles").update({ plan: "ELITE" }).eq("user_id", one.id);
    const both = await one.client
      .from("profiles")
      .upsert({ user_id: one.id, plan: "ELITE" }, { onConflict: "user_id" });
    expect([plan.error?.code, both.error?.code]).toEqual(["42501", "42501"]);
    expect((await one.client.from("profiles").select("plan").single()).data).toEqual({ plan: "FREE" });
  });

  test("users cannot become admin by their own metadata", async () => {
    await one.client.auth.updateUser({ data: { role: "admin", plan: "ELITE" } });
    await one.client.auth.refreshSession();
    expect((await one.client.from("webhook_events").select("id")).data).toEqual([]);
    expect(
      (await one.client.from("users_roles").insert({ user_id: one.id, role: "admin" })).error?.code,
    ).toBe("42501");
    expect(
      (await one.client.from("billing_customers").insert({ user_id: one.id, stripe_customer_id: "cus_1" }))
        .error?.code,
    ).toBe("42501");
  });

  test.each([
    "profiles",
    "users_roles",
    "billing_customers",
    "webhook_events",
  ])("anonymous does not read %s", async (name) => {
    const { status, error } = await project.client().from(name).select("*").limit(1);
    expect([status, error?.code]).toEqual([401, "42501"]);
  });
});
