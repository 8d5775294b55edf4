import { setTimeout as sleep } from "node:timers/promises";
import { type RunningCommand, startCli } from "@rowproof/testing/command-line";
import { connect } from "@rowproof/testing/database";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { livingOf, makeProofProject, type ProofProject, saw, serversOf, shadowsOf } from "./proof-project.js";

let project: ProofProject;
beforeAll(async () => {
  project = await makeProofProject();
});
afterAll(() => project.remove());

const start = (command: string, ...parameters: readonly string[]) =>
  startCli(project.directory, [command, "--database", project.database.url, ...parameters]);

/** What a person's Ctrl-C does, and that nothing of a run is left afterwards. */
async function interrupt(running: RunningCommand): Promise<void> {
  const servers = await serversOf(await shadowsOf(running));
  const before = performance.now();
  running.child.kill("SIGINT");
  const { code, stdout, stderr } = await running.ended;
  expect(code, stderr).toBe(130);
  expect(stdout).toBe("");
  expect(stderr).toContain("error interrupted: the command was interrupted\n");
  expect(performance.now() - before).toBeLessThan(10_000);
  expect(await shadowsOf(running)).toEqual([]);
  expect(await livingOf(servers)).toEqual([]);
  expect(await sessions()).toEqual([]);
}

/** The sessions of the command line in the database; one that was cut takes the server a moment to end. */
async function sessions(): Promise<readonly string[]> {
  const query = `select state || ' ' || coalesce(wait_event_type, '') as said from pg_stat_activity
    where application_name = 'rowproof' and datname = current_database()`;
  for (let tries = 0; ; tries += 1) {
    const { rows } = await project.database.client.query<{ said: string }>(query);
    if (rows.length === 0 || tries === 20) return rows.map(({ said }) => said);
    await sleep(100);
  }
}

/** Until a session of the command line in the database is as `condition` says. */
async function sessionThat(condition: string): Promise<void> {
  const query = `select from pg_stat_activity
    where application_name = 'rowproof' and datname = current_database() and ${condition}`;
  while ((await project.database.client.query(query)).rowCount === 0) await sleep(20);
}

const slowView = `create materialized view public.slow as select 1 as a from pg_sleep(600) with no data;
  revoke all on public.slow from public, anon, authenticated, service_role`;
const slowTrigger = `create function public.slow() returns trigger language plpgsql set search_path = '' as
    $$ begin perform pg_sleep(600); return new; end $$;
  create trigger slow before insert on public."DailyNote" for each row execute function public.slow()`;
const slowCheck = `create function public.slow(id uuid) returns boolean language plpgsql stable set search_path = '' as
    $$ begin perform pg_sleep(1); return true; end $$;
  grant execute on function public.slow(uuid) to authenticated;
  create policy slow on public."DailyNote" as restrictive to authenticated using (public.slow(id))`;

interface InterruptedPhase {
  readonly name: string;
  /** What makes it last; `drop` takes that away. */
  readonly make: string;
  readonly drop: string;
  /** What is told just before it. */
  readonly after: string;
}

const phases: readonly InterruptedPhase[] = [
  { name: "the shadow starts", make: "select 1", drop: "select 1", after: "✓ read" },
  {
    name: "the shadow is rebuilt",
    make: slowView,
    drop: "drop materialized view public.slow",
    after: "✓ shadow",
  },
  {
    name: "rows are planted",
    make: slowTrigger,
    drop: "drop function public.slow() cascade",
    after: "✓ rebuild",
  },
  { name: "it attacks", make: slowCheck, drop: "drop function public.slow(uuid) cascade", after: "✓ seed" },
];

describe("Ctrl-C ends rowproof prove and leaves nothing", () => {
  it.each(phases)("while $name", async ({ make, drop, after }) => {
    await project.database.client.query(make);
    try {
      const running = start("prove");
      await saw(running, after);
      await sleep(300);
      expect(await shadowsOf(running)).toHaveLength(1);
      await interrupt(running);
    } finally {
      await project.database.client.query(drop);
    }
  });

  it("while the catalog is read", async () => {
    const other = await connect(project.database.url);
    try {
      await other.query(`begin; lock table public."DailyNote" in access exclusive mode`);
      const running = start("prove");
      await sessionThat("wait_event_type = 'Lock'");
      await interrupt(running);
    } finally {
      await other.end();
    }
  });

  it("with --live, where what it planted is gone too", async () => {
    await project.database.client.query(slowTrigger);
    try {
      const running = start("prove", "--live");
      await sessionThat("wait_event = 'PgSleep'");
      await interrupt(running);
      const { rows } = await project.database.client.query("select from auth.users");
      expect(rows).toEqual([]);
    } finally {
      await project.database.client.query("drop function public.slow() cascade");
    }
  });
});

it("Ctrl-C while the gate proves rolls the migration back", async () => {
  const { client } = project.database;
  await client.query(slowView);
  try {
    await project.migration("20270101000000_extra.sql", "create schema made_here;");
    const running = start("up", "--yes", "--no-backup");
    await sessionThat("state = 'idle in transaction'");
    while ((await serversOf(await shadowsOf(running))).length === 0) await sleep(20);
    await sleep(500);
    await interrupt(running);
    const { rows } = await client.query("select from pg_namespace where nspname = 'made_here'");
    expect(rows).toEqual([]);
    const applied = await client.query("select version from supabase_migrations.schema_migrations");
    expect(applied.rows).toEqual([]);
  } finally {
    await client.query("drop materialized view public.slow");
  }
});

it("what a killed run leaves, the next one clears", async () => {
  await project.database.client.query(slowView);
  const killed = start("prove");
  await saw(killed, "✓ shadow");
  const shadows = await shadowsOf(killed);
  const servers = await serversOf(shadows);
  expect(servers).toHaveLength(1);
  killed.child.kill("SIGKILL");
  expect((await killed.ended).code).toBeNull();
  expect(await shadowsOf(killed)).toEqual(shadows);
  await project.database.client.query("drop materialized view public.slow");
  const next = start("prove");
  expect((await next.ended).code).toBe(0);
  expect(await shadowsOf(killed)).toEqual([]);
  expect(await livingOf(servers)).toEqual([]);
  expect(await shadowsOf(next)).toEqual([]);
});
