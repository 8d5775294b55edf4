import { randomBytes } from "node:crypto";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { runCli } from "@rowproof/testing/command-line";
import { afterDatabase } from "@rowproof/testing/companion";
import { connect, type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { digestRows, originalColumns } from "@rowproof/testing/digest";
import { testedMajors } from "@rowproof/testing/sample";
import type { Finding } from "rowproof/commands";
import { openEmbedded } from "rowproof/embedded";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { loadBefore } from "../fixture/load.js";
import { companion } from "../fixture/place.js";
import { schemaOf } from "./schema.js";

/** The app's contract and migrations in a temporary folder, so that `schema.sql` is written there. */
let app: string;

beforeAll(async () => {
  app = await mkdtemp(path.join(tmpdir(), "rowproof-companion-"));
  for (const name of ["rowproof.config.ts", "migrations"]) {
    await cp(fileURLToPath(new URL(name, companion)), path.join(app, name), { recursive: true });
  }
});

afterAll(() => rm(app, { recursive: true }));

describe.each(testedMajors)("rowproof up, from before, on Postgres %i", (major) => {
  test("backs up, migrates, verifies; every row stays; then there is nothing to do; the backup can be restored", async () => {
    const directory = path.join(inject("scratch"), `companion-${randomBytes(4).toString("hex")}`);
    const database = await openEmbedded({ directory, major, openDefaultPrivileges: true });
    const client = await connect(database.url);
    await loadBefore(client);
    const columns = await originalColumns(client);
    const before = await digestRows(client, columns);
    await client.end();
    const on = ["--database", `embedded:${directory}`];

    const up = await runCli(app, ["up", "--json", ...on]);
    expect(up, up.stderr).toMatchObject({ code: 0 });
    const document = JSON.parse(up.stdout);
    expect(document).toMatchObject({ formatVersion: 2, clean: true, schema: expect.any(String) });
    expect(document.applied).toHaveLength(7);
    expect(up.stderr).toContain("1 message is in a session of another user");

    const after = await connect(database.url);
    expect(await digestRows(after, columns)).toEqual(before);
    await after.end();
    expect(await runCli(app, ["verify", ...on])).toMatchObject({ code: 0 });
    expect(await runCli(app, ["status", ...on])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/\n7 applied\n$/),
    });
    const again = await runCli(app, ["up", ...on]);
    expect(again).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^nothing to do: 7 migrations applied, .*\n$/),
    });
    expect(again.stderr).toBe("");

    const restored = await runCli(app, ["restore", document.backup.name, "--replace", ...on]);
    expect(restored, restored.stderr).toMatchObject({ code: 0 });
    const back = await connect(database.url);
    expect(await digestRows(back, await originalColumns(back))).toEqual(before);
    await back.end();
    await database.close();
  });
});

test("schema.sql, loaded into an empty platform database, gives the same catalog", async () => {
  const migrated = await afterDatabase();
  const loaded = await freshDatabase({ platform: "open" });
  try {
    const dump = await runCli(app, ["dump", "--database", migrated.url]);
    expect(dump.code).toBe(0);
    expect(dump.stdout).toBe(await readFile(new URL("schema.sql", companion), "utf8"));
    await loaded.client.query(dump.stdout);
    expect(await schemaOf(loaded.client)).toEqual(await schemaOf(migrated.client));
  } finally {
    await migrated.drop();
    await loaded.drop();
  }
});

describe("rowproof verify names each fault with object, why and fix, and exits 1", () => {
  let database: FreshDatabase;
  let findings: readonly Finding[];

  // One of each, together.
  const faults = `
    alter view public.daily_mood reset (security_invoker);
    drop policy if exists profiles_update_own on public.profiles;
    create policy profiles_update_own on public.profiles for update to authenticated
      using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
    grant update on public.profiles to authenticated;
    alter table public."UserMemory" disable row level security;
    grant select on public.journal_entries to anon;
    drop policy chat_session_delete_own on public."ChatSession";
    drop policy calendar_events_service_role on public.calendar_events;
    create policy calendar_events_service_role on public.calendar_events
      using (current_setting('request.jwt.claims', true)::json ->> 'role' = 'service_role');`;

  beforeAll(async () => {
    database = await afterDatabase();
    await database.client.query(faults);
    const outcome = await runCli(app, ["verify", "--json", "--database", database.url]);
    expect(outcome.code).toBe(1);
    const { checks }: { checks: readonly { findings: readonly Finding[] }[] } = JSON.parse(outcome.stdout);
    findings = checks.flatMap((check) => check.findings);
  });

  afterAll(() => database.drop());

  test.each([
    ["a view that runs as its owner", "view/runs-as-owner", "view public.daily_mood"],
    ["an update of profiles as wide as the row", "grant/excess", "table public.profiles"],
    ["a table without row level security", "rls/off", 'table public."UserMemory"'],
    ["anon's privilege on a view", "grant/excess", "view public.journal_entries"],
    ["a missing policy", "policy/missing", 'table public."ChatSession"'],
    ["a service policy without TO", "policy/without-to", "policy calendar_events_service_role"],
  ])("%s", (_, id, object) => {
    const found = findings.find((finding) => finding.id === id && finding.object.startsWith(object));
    expect(found, JSON.stringify(findings.map((finding) => [finding.id, finding.object]))).toMatchObject({
      level: "error",
      message: expect.stringMatching(/\S/),
      why: expect.stringMatching(/\S/),
      fix: expect.stringMatching(/\S/),
    });
  });

  test("the finding names plan as a column that users can write", () => {
    const found = findings.find(({ object }) => object === "table public.profiles");
    expect(found?.message).toContain('"plan"');
  });
});
