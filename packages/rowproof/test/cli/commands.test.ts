import path from "node:path";
import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { goodMigration, makeProject, type Project } from "@rowproof/testing/project";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CommandEvent } from "../../src/commands/call/event.js";
import { prove } from "../../src/commands/prove.js";
import { up } from "../../src/commands/up.js";
import { defineConfig } from "../../src/contract/define.js";
import { ownedBy } from "../../src/contract/presets.js";
import { exists } from "../migrate/support.js";
import { failureOf } from "./calls.js";

let database: FreshDatabase;
let project: Project;
beforeAll(async () => {
  [database, project] = await Promise.all([freshDatabase(), makeProject()]);
  await project.migration("20260101_notes.sql", goodMigration);
});
afterAll(async () => {
  await Promise.all([database.drop(), project.remove()]);
});

const onProject = () => ({
  config: path.join(project.directory, "rowproof.config.ts"),
  database: database.url,
});

test("up asks before it applies, and a no leaves the database as it is", async () => {
  const questions: string[] = [];
  const confirm = async (question: string) => {
    questions.push(question);
    return false;
  };
  const error = await failureOf(up({ ...onProject(), backup: false, gate: "verify", confirm }));
  expect(error).toMatchObject({ id: "up/declined", exitCode: 2 });
  expect(questions).toEqual([expect.stringMatching(/^apply 1 migration to postgres:\/\/.*\?$/)]);
  expect(await exists(database.client, 'public."DailyNote"')).toBe(false);
});

test("up reports its steps, and returns what it did", async () => {
  const events: CommandEvent[] = [];
  const onProgress = (event: CommandEvent) => events.push(event);
  const result = await up({ ...onProject(), backup: false, gate: "verify", onProgress });
  expect(result).toMatchObject({
    dryRun: false,
    clean: true,
    applied: [{ version: "20260101", name: "notes" }],
    appliedBefore: 0,
    backup: null,
    schema: { outcome: "written", failure: null, file: path.join(project.directory, "schema.sql") },
  });
  const steps = events.flatMap((event) => (event.type === "done" ? [event.step] : []));
  expect(steps).toEqual(["connect", "preflight", "apply", "gate", "verify", "schema"]);
  expect(events).toContainEqual({ type: "note", message: "no backup is made (--no-backup)" });
  expect(JSON.stringify([events, result])).not.toContain(new URL(database.url).password || "no password");
});

test("prove takes a contract as a value, and finds what breaks it", async () => {
  const contract = defineConfig({
    migrations: "migrations",
    schema: "schema.sql",
    tables: { DailyNote: { access: ownedBy("userId"), views: ["daily_note"] } },
  });
  const options = { database: database.url, contract, directory: project.directory };
  expect(await prove(options)).toMatchObject({ verdict: "ok" });
  await database.client.query('alter table public."DailyNote" disable row level security');
  const { verdict, cells } = await prove(options);
  expect(verdict).toBe("broken");
  expect(cells).toContainEqual(
    expect.objectContaining({
      object: expect.objectContaining({ name: "DailyNote" }),
      actor: "stranger",
      command: "select",
      status: "leak",
    }),
  );
});
