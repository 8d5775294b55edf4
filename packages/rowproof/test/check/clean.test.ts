import { expect, test } from "vitest";
import { ownedBy } from "../../src/contract/presets.js";
import { named, useJournal } from "./harness.js";
import { journalContract } from "./journal.js";

const find = useJournal();

test("a database that keeps its contract has no finding at all", async () => {
  expect((await find("select 1")).findings).toEqual([]);
});

test("limited columns are granted on a view under the names they have there", async () => {
  const access = ownedBy("userId", { writable: ["id", "userId", "startedAt"] });
  const contract = {
    ...journalContract,
    tables: { ...journalContract.tables, ChatSession: { access, views: ["chat_session"] } },
  };
  const { findings, afterMending } = await find("select 1", contract);
  expect(named(findings)).toEqual([
    'error grant/excess: table public."ChatSession"',
    "error grant/excess: view public.chat_session",
  ]);
  expect(findings[1]?.fix).toContain('grant insert ("id", "user_id", "started_at"), update');
  expect(afterMending).toEqual([]);
});
