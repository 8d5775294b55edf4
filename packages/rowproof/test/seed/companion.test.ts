import { fileURLToPath } from "node:url";
import { afterDatabase } from "@rowproof/testing/companion";
import type { FreshDatabase } from "@rowproof/testing/database";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadContract } from "../../src/contract/load.js";
import type { SeedResult } from "../../src/seed/seeded.js";
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

  test("both users have two rows in every table, one if a table allows only one, and more if a condition tells values apart", () => {
    expect(seeded.unseeded).toEqual([]);
    const [two, one] = [
      { amara: 2, bo: 2 },
      { amara: 1, bo: 1 },
    ];
    const andOwnerless = { ...two, nobody: 1 };
    const actors = { ops: 1, admin: 1 };
    expect(counts(seeded)).toEqual({
      "auth.users": { ...one, nia: 1, ...actors },
      "public.ChatSession": andOwnerless,
      // Older and newer ones, because the plan decides by age which messages a user can read.
      "public.ChatMessage": { ...andOwnerless, amara: 5 },
      "public.DailyMood": andOwnerless,
      "public.JournalEntry": andOwnerless,
      "public.UserMemory": andOwnerless,
      "public.InsightRun": two,
      "public.calendar_events": two,
      // A user can have each role once. Amara has the other roles too, because a hole may open for rows with those.
      "public.users_roles": { amara: 3, bo: 1, ...actors },
      "public.user_limits": two,
      "public.sign_in_limits": two,
      "public.webhook_events": two,
      "public._prisma_migrations": two,
      "public.billing_customers": one,
      // The user may be null, as for a customer whose user was deleted.
      "public.billing_states": { ...one, nobody: 1 },
      // The trigger on sign-up makes those of Nia and the actors.
      "public.profiles": { ...one, nia: 1, ...actors },
    });
  });

  test("rows belong to their user, and reference the same user's first row", () => {
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

  test("users have what a sign-up sets, and defaults otherwise", () => {
    for (const user of rowsOf(seeded, "users")) {
      expect(user).toMatchObject({ aud: "authenticated", banned_until: null, phone: null });
    }
  });

  test("generated texts are canaries, and no two values of a column are equal", () => {
    const contents = rowsOf(seeded, "JournalEntry").map(({ content }) => content);
    expect(contents.every((content) => /^rp[0-9a-z]{12}$/.test(content ?? ""))).toBe(true);
    expect(new Set(contents).size).toBe(contents.length);
  });

  test("the two rows of a user differ in flags, labels and times", () => {
    expect(rowsOf(seeded, "JournalEntry", "bo").map(({ isPrivate }) => isPrivate)).toEqual(["false", "true"]);
    expect(rowsOf(seeded, "UserMemory", "bo").map(({ sourceType }) => sourceType)).toEqual([
      "chat",
      "journal",
    ]);
    const [first, second] = rowsOf(seeded, "ChatSession", "amara");
    expect(first?.endTime).not.toBeNull();
    expect(second?.endTime).toBeNull();
  });

  test("one more row of each user can be inserted, unless it needs a parent of another user", async () => {
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

  test("other values of a column are values that it allows", () => {
    const other = (table: string, column: string, than: string) =>
      seeded.otherValues(publicTable(table), column, than);
    expect(other("profiles", "plan", "FREE")).toEqual(["'PRO'::text", "'ELITE'::text"]);
    expect(other("profiles", "voice_enabled", "true")).toEqual(["'false'::boolean"]);
    expect(other("DailyMood", "userId", amara)).toContain(`'${bo}'::text`);
    expect(other("JournalEntry", "content", "x")[0]).toMatch(/^'rp[0-9a-z]{12}'::text$/);
    expect(other("ChatMessage", "sessionId", "x")).toHaveLength(2);
    expect(other("ChatMessage", "nothing", "x")).toEqual([]);
  });

  test("the transaction is usable, has no claims, and keeps its settings", async () => {
    const { rows } = await database.client.query(
      "select current_setting('request.jwt.claims') as claims, current_setting('session_replication_role') as role, current_setting('search_path') as path",
    );
    expect(rows).toEqual([{ claims: "", role: "origin", path: '"$user", public' }]);
  });

  test("the statements make the same rows again", async () => {
    expect(await missingAfterScript(database.client, seeded, ["updated_at", "timestamp"])).toEqual([]);
  });
});
