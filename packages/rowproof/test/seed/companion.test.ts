import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { afterDatabase } from "@rowproof/testing/companion";
import { loadContract } from "../../src/contract/load.js";
import type { SeedResult } from "../../src/seed/seeded.js";
import type { FreshDatabase } from "@rowproof/testing/database";
import { counts, missingAfterScript, rowsOf, seedIn, unmakeableRows } from "./seeding.js";

const config = fileURLToPath(new URL("../../../../apps/companion/rowproof.config.ts", import.meta.url));
const [amara, bo] = ["a0000000-0000-4000-8000-000000000000", "a0000000-0000-4000-8000-000000000001"];
const publicTable = (name: string) => ({ schema: "public", name });

describe.each([15, 17] as const)("the companion database in its safe state, on %i", (major) => {
  let database: FreshDatabase;
  let seeded: SeedResult;
  beforeAll(async () => {
    database = await afterDatabase(major);
    seeded = await seedIn(database.client, await loadContract(config));
  });
  afterAll(() => database.drop());

  test("both have two rows in every table, one where a user can have one only, and more where a condition speaks of values", () => {
    expect(seeded.unseeded).toEqual([]);
    const [two, one] = [
      { amara: 2, bo: 2 },
      { amara: 1, bo: 1 },
    ];
    const legacy = { ...two, nobody: 1 };
    const actors = { ops: 1, admin: 1 };
    expect(counts(seeded)).toEqual({
      "auth.users": { ...one, nia: 1, ...actors },
      "public.ChatSession": legacy,
      // Older and newer ones, for the plan shows messages by their age.
      "public.ChatMessage": { ...legacy, amara: 5 },
      "public.DailyMood": legacy,
      "public.JournalEntry": legacy,
      "public.UserMemory": legacy,
      "public.InsightRun": two,
      "public.calendar_events": two,
      // A user has each role once, and one of their own; Amara has the others too, for a hole may open for them.
      "public.users_roles": { amara: 3, bo: 1, ...actors },
      "public.user_limits": two,
      "public.sign_in_limits": two,
      "public.webhook_events": two,
      "public._prisma_migrations": two,
      "public.billing_customers": one,
      // Their user may be nobody, as of a customer whose user is gone.
      "public.billing_states": { ...one, nobody: 1 },
      // The trigger on sign-up made Nia's and the actors', too.
      "public.profiles": { ...one, nia: 1, ...actors },
    });
  });

  test("rows are their person's, and refer to the same person's first row", () => {
    for (const [person, id] of [
      ["amara", amara],
      ["bo", bo],
    ] as const) {
      const [session] = rowsOf(seeded, "ChatSession", person);
      const messages = rowsOf(seeded, "ChatMessage", person);
      expect(messages.length).toBeGreaterThan(1);
      for (const message of messages) {
        expect(message).toMatchObject({ userId: id, sessionId: session?.sessionId });
      }
      expect(rowsOf(seeded, "profiles", person)).toMatchObject([{ user_id: id }]);
    }
    expect(rowsOf(seeded, "ChatMessage", "nobody")).toMatchObject([{ userId: "legacy-user-1" }]);
  });

  test("users are as they sign up: the rest is left to its defaults", () => {
    for (const user of rowsOf(seeded, "users")) {
      expect(user).toMatchObject({ aud: "authenticated", banned_until: null, phone: null });
    }
  });

  test("texts are canaries, and no two values of one column are alike where they are made up", () => {
    const contents = rowsOf(seeded, "JournalEntry").map(({ content }) => content);
    expect(contents.every((content) => /^rp[0-9a-z]{12}$/.test(content ?? ""))).toBe(true);
    expect(new Set(contents).size).toBe(contents.length);
  });

  test("the two rows of a person differ in flags, labels and moments", () => {
    expect(rowsOf(seeded, "JournalEntry", "bo").map(({ isPrivate }) => isPrivate)).toEqual(["false", "true"]);
    expect(rowsOf(seeded, "UserMemory", "bo").map(({ sourceType }) => sourceType)).toEqual([
      "chat",
      "journal",
    ]);
    const [first, second] = rowsOf(seeded, "ChatSession", "amara");
    expect(first?.endTime).not.toBeNull();
    expect(second?.endTime).toBeNull();
  });

  test("one more row of everybody's can be inserted, except where it would need another's parent", async () => {
    expect(await unmakeableRows(database.client, seeded)).toEqual([
      "ChatMessage nia: none",
      "ChatMessage ops: none",
      "ChatMessage admin: none",
    ]);
    const newRow = seeded.newRow(publicTable("DailyMood"), "bo");
    expect(seeded.newRow(publicTable("DailyMood"), "bo")).toEqual(newRow);
    expect(seeded.newRow(publicTable("DailyMood"), "bo", 1)?.id).not.toBe(newRow?.id);
    expect(newRow?.userId).toBe(`'${bo}'::text`);
  });

  test("other values of a column are those that it may have", () => {
    const other = (table: string, column: string, than: string) =>
      seeded.otherValues(publicTable(table), column, than);
    expect(other("profiles", "plan", "FREE")).toEqual(["'PRO'::text", "'ELITE'::text"]);
    expect(other("profiles", "voice_enabled", "true")).toEqual(["'false'::boolean"]);
    expect(other("DailyMood", "userId", amara)).toContain(`'${bo}'::text`);
    expect(other("JournalEntry", "content", "x")[0]).toMatch(/^'rp[0-9a-z]{12}'::text$/);
    expect(other("ChatMessage", "sessionId", "x")).toHaveLength(2);
    expect(other("ChatMessage", "nothing", "x")).toEqual([]);
  });

  test("the transaction is usable, makes no request, and has its settings", async () => {
    const { rows } = await database.client.query(
      "select current_setting('request.jwt.claims') as claims, current_setting('session_replication_role') as role, current_setting('search_path') as path",
    );
    expect(rows).toEqual([{ claims: "", role: "origin", path: '"$user", public' }]);
  });

  test("the statements put the same rows there again", async () => {
    expect(await missingAfterScript(database.client, seeded, ["updated_at", "timestamp"])).toEqual([]);
  });
});
