import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CommandOutput } from "@rowproof/testing/command-line";
import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { makeProject, type Project } from "@rowproof/testing/project";
import { hasPsql, psqlPrints } from "@rowproof/testing/psql";
import { sample, takesAll } from "@rowproof/testing/sample";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./command-line.js";
import { makeProofProject, type ProofProject } from "./proof-project.js";

const companion = (file: string) =>
  fileURLToPath(new URL(`../../../../apps/companion/${file}`, import.meta.url));

const up = (project: Pick<Project, "directory">, { url }: FreshDatabase, ...parameters: readonly string[]) =>
  runCli(project.directory, ["up", "--no-backup", "--yes", "--database", url, ...parameters]);

/** The versions that are applied. */
async function appliedIn({ client }: FreshDatabase): Promise<readonly string[]> {
  const { rows } = await client.query<{ there: boolean }>(
    "select to_regclass('supabase_migrations.schema_migrations') is not null as there",
  );
  if (rows[0]?.there !== true) return [];
  const applied = await client.query<{ version: string }>(
    "select version from supabase_migrations.schema_migrations order by version",
  );
  return applied.rows.map(({ version }) => version);
}

interface GateFault {
  readonly what: string;
  readonly sql: string;
  /** The cell, as its script is called. */
  readonly cell: string;
  readonly says: string;
  /** What the script prints under psql. */
  readonly shows: RegExp;
}

const journal = `create or replace view public.journal_entries as
  select id, "userId" as user_id, title, content, date, mood, tags, "isPrivate" as is_private, fruit,
    "createdAt" as created_at, "updatedAt" as updated_at, emotion from public."JournalEntry";`;

const definer = `create function public.recent() returns setof public."UserMemory"
  language sql security definer set search_path = '' as $$ select * from public."UserMemory" $$;`.replace(
  "\n",
  "",
);

/** Each is one statement more on a database that keeps its contract. */
const companionFaults: readonly GateFault[] = [
  {
    what: "a view of the contract loses security_invoker",
    sql: journal,
    cell: "public.journal_entries.stranger.select",
    says: `bo (authenticated) can read a row of table public."JournalEntry" by its answer, through view public.journal_entries`,
    shows: /a0000000-0000-4000-8000-000000000000/,
  },
  {
    what: "a new view is granted",
    sql: `create view public.my_journal as select * from public."JournalEntry"; grant select on public.my_journal to authenticated;`,
    cell: "public.my_journal.stranger.select",
    says: `bo (authenticated) can read a row of table public."JournalEntry" by its answer, through view public.my_journal`,
    shows: /a0000000-0000-4000-8000-000000000000/,
  },
  {
    what: "the whole row of a profile may be updated",
    sql: "grant update on public.profiles to authenticated;",
    cell: "public.profiles.owner.update",
    says: `bo (authenticated) can write the protected column "plan" of table public.profiles`,
    shows: /UPDATE 1\n/,
  },
  {
    what: "a message may be put into another's session",
    sql: `alter table public."ChatMessage" drop constraint "ChatMessage_sessionId_userId_fkey";`,
    cell: "public.ChatMessage.stranger.insert",
    says: `bo (authenticated) can insert a row under another user's row into table public."ChatMessage"`,
    shows: /INSERT 0 1\n/,
  },
  {
    what: "a definer function is open to anon",
    sql: `${definer} grant execute on function public.recent() to anon;`,
    cell: "public.recent.anon.execute",
    says: `an anonymous user (anon) calls function public.recent(), and it returns another user's row of table public."UserMemory"`,
    shows: /a0000000-0000-4000-8000-000000000000/,
  },
];

// The older one in `npm run test:corpus`.
const majors = takesAll ? ([15, 17] as const) : ([17] as const);

describe.each(majors)("the companion on Postgres %i", (major) => {
  let database: FreshDatabase;
  let project: Project;
  beforeAll(async () => {
    const config = await readFile(companion("rowproof.config.ts"), "utf8");
    // The migrations here are others, and have their versions.
    project = await makeProject(config.replace(/ {2}versions: \{[^}]*\},\n/, ""));
    database = await freshDatabase({ major });
    await database.client.query(await readFile(companion("schema.sql"), "utf8"));
  });
  afterAll(async () => {
    await database.drop();
    await project.remove();
  });

  it.each(sample(companionFaults, 3))("is not let down: $what", async ({ sql, cell, says, shows }) => {
    const name = "20270101000000_fault.sql";
    await project.migration(name, `-- One change.\ncomment on schema public is 'x';\n${sql}\n`);
    const { code, stdout, stderr } = await up(project, database);
    expect(code, stderr).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(`error gate/refused: the gate refuses ${name}: `);
    expect(stderr).toContain("; it was rolled back\n");
    const finding = stderr.split("\n  error ").find((one) => one.startsWith(`prove/leak: ${says}\n`));
    expect(stderr).toContain(`prove/leak: ${says}\n`);
    expect(finding).toMatch(/\n {4}at: {3}migrations\/20270101000000_fault\.sql:3:\d+\n/);
    expect(finding).toContain("; this statement caused it\n");
    expect(finding).toContain(`show: psql -X -f .rowproof/proof/${cell}.sql`);
    expect(await appliedIn(database)).toEqual([]);
    const { rows } = await database.client.query("select obj_description('public'::regnamespace) as said");
    expect(rows[0].said).not.toBe("x");
    if (!hasPsql) return;
    const text = await psqlPrints(`.rowproof/proof/${cell}.sql`, database.url, {
      directory: project.directory,
    });
    const attempt = text.slice(text.indexOf("\n3. The attempt: "));
    expect(attempt).toMatch(shows);
    expect(attempt).toMatch(/SQLSTATE 00000 rows [1-9]/);
    expect(attempt).not.toContain("ERROR");
    expect(await appliedIn(database)).toEqual([]);
  });
});

describe("a migration", () => {
  let project: ProofProject;
  beforeAll(async () => {
    project = await makeProofProject();
  });
  afterAll(() => project.remove());
  afterEach(async () => {
    const { client } = project.database;
    await client.query(
      'drop schema if exists supabase_migrations cascade; drop policy if exists everyone on public."DailyNote"',
    );
    const folder = join(project.directory, "migrations");
    for (const name of await readdir(folder)) await rm(join(folder, name));
  });

  const leak = `create policy everyone on public."DailyNote" for select to authenticated using (true);`;
  const run = (...parameters: readonly string[]) => up(project, project.database, ...parameters);
  const gateLine = ({ stderr }: CommandOutput) => stderr.split("\n").find((line) => line.includes("✓ gate"));

  it("that is clean passes, with what was proved", async () => {
    await project.migration("20270101000000_clean.sql", "select 1;");
    const outcome = await run();
    expect(outcome.code).toBe(0);
    expect(gateLine(outcome)).toMatch(/ no error, (\d+) of \1 cells ok: \d+ attempts: committed$/);
    expect(await appliedIn(project.database)).toEqual(["20270101000000"]);
  });

  it("is not attacked with --gate verify", async () => {
    await project.migration("20270101000000_clean.sql", "select 1;");
    const outcome = await run("--gate", "verify");
    expect(outcome.code).toBe(0);
    expect(gateLine(outcome)).toMatch(/ no error: committed$/);
  });

  it("is rolled back where it must be proved and there is no time for that", async () => {
    await project.migration("20270101000000_clean.sql", "create schema made_here;");
    for (const limit of ["0", "0.2"]) {
      const { code, stderr } = await run("--gate", "prove", "--gate-timeout", limit);
      expect(code).toBe(3);
      expect(stderr).toContain("error gate/unproven: the gate could not prove the result of the migration\n");
      expect(stderr).toContain(`it takes longer than ${limit} s; `);
      expect(await appliedIn(project.database)).toEqual([]);
    }
    const { rows } = await project.database.client.query(
      "select from pg_namespace where nspname = 'made_here'",
    );
    expect(rows).toEqual([]);
  });

  it("holds its locks no longer than it is given, be the schema ever so slow to rebuild, and says that it was not proved", async () => {
    const { client } = project.database;
    await client.query(
      "create materialized view public.slow as select 1 as a from pg_sleep(30) with no data",
    );
    await client.query("revoke all on public.slow from public, anon, authenticated, service_role");
    try {
      await project.migration("20270101000000_clean.sql", "select 1;");
      const begun = performance.now();
      const outcome = await run("--gate-timeout", "3");
      expect(performance.now() - begun).toBeLessThan(20_000);
      expect(outcome.code).toBe(0);
      expect(gateLine(outcome)).toMatch(
        / no error: committed, but not proved: it takes longer than 3 s; run rowproof prove$/,
      );
    } finally {
      await client.query("drop materialized view public.slow");
    }
  });

  it("is not blamed for what was so before it", async () => {
    await project.database.client.query(leak);
    await project.migration("20270101000000_clean.sql", "select 1;");
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /prove\/leak: bo .* table public\."DailyNote"\n {4}why: .*; it was broken before this run\n/,
    );
    expect(stderr).not.toContain("this statement caused it");
  });

  it("that opens a hole is named, be it not the last that was pending", async () => {
    await project.migration("20270101000000_first.sql", `select 1;\n${leak}`);
    await project.migration("20270102000000_second.sql", "select 1;");
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toContain("error gate/refused: the gate refuses 20270102000000_second.sql: ");
    expect(stderr).toContain(
      "; it was rolled back; committed before it, and staying: 20270101000000_first.sql\n",
    );
    expect(stderr).toContain("    at:   migrations/20270101000000_first.sql:2:1\n");
    expect(await appliedIn(project.database)).toEqual(["20270101000000"]);
  });

  it("without a transaction is refused in its last block, and the script brings that back", async () => {
    await project.migration(
      "20270101000000_slow.sql",
      `-- rowproof: no-transaction\nselect 1;\nbegin;\n${leak}\ncommit;\n`,
    );
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toContain("    at:   migrations/20270101000000_slow.sql:4:1\n");
    const policies = "select from pg_policies where policyname = 'everyone'";
    expect((await project.database.client.query(policies)).rows).toEqual([]);
    const script = ".rowproof/proof/public.DailyNote.stranger.select.sql";
    const text = await readFile(`${project.directory}/${script}`, "utf8");
    expect(text).toContain(leak.replace(";", ""));
    expect(text).not.toMatch(/^select 1;$/m);
    expect(text.match(/^begin;$/gm)).toHaveLength(1);
    if (!hasPsql) return;
    expect(await psqlPrints(script, project.database.url, { directory: project.directory })).toMatch(
      /SQLSTATE 00000 rows [1-9]/,
    );
    expect((await project.database.client.query(policies)).rows).toEqual([]);
  });

  it("that takes access away is refused too", async () => {
    await project.migration(
      "20270101000000_less.sql",
      `revoke delete on public."DailyNote" from authenticated;`,
    );
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /error prove\/lockout \(42501\): bo .* cannot delete a row of their own in table public\."DailyNote"/,
    );
    expect(stderr).toContain("    at:   migrations/20270101000000_less.sql:1:1\n");
  });

  it("is given no gate that is none", async () => {
    expect((await run("--gate", "none")).code).toBe(2);
    expect((await run("--gate-timeout", "-1")).code).toBe(2);
    expect((await run("--gate-timeout", "soon")).code).toBe(2);
  });
});
