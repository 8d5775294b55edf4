import { access, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CommandOutput } from "@rowproof/testing/command-line";
import { connect } from "@rowproof/testing/database";
import { hasPsql, psqlPrints } from "@rowproof/testing/psql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./command-line.js";
import { faults, makeProofProject, type ProofProject } from "./proof-project.js";

const prove = ({ directory, database }: ProofProject, ...parameters: readonly string[]) =>
  runCli(directory, ["prove", "--database", database.url, ...parameters]);

const there = (file: string) =>
  access(file).then(
    () => true,
    () => false,
  );

describe("a database that keeps its contract", () => {
  let project: ProofProject;
  let locked: ProofProject;
  /** A session that holds a table for itself makes whoever reads the catalog wait for ten seconds. */
  let waiting: Promise<CommandOutput>;
  let begun: number;
  beforeAll(async () => {
    [project, locked] = await Promise.all([makeProofProject(), makeProofProject()]);
    await locked.database.client.query(`begin; lock table public."DailyNote" in access exclusive mode`);
    begun = performance.now();
    waiting = prove(locked);
  });
  afterAll(async () => {
    await waiting;
    await Promise.all([project.remove(), locked.remove()]);
  });

  it("is read by a role that may read nothing, and the matrix is all that stdout gets", async () => {
    const { client, url } = project.database;
    const role = `reader_${url.split("_").at(-1)}`;
    await client.query(`create role ${role} login password 'x'`);
    await client.query(`alter role ${role} set default_transaction_read_only = on`);
    const own = new URL(url);
    own.username = role;
    own.password = "x";
    try {
      const parameters = ["prove", "--database", own.href];
      const { code, stdout, stderr } = await runCli(project.directory, parameters);
      expect(code).toBe(0);
      expect(stdout).toMatch(
        /^Tables and views {5}owner {4}stranger {2}anon {5}service\n {21}S I U D {2}S I U D {3}S I U D {2}S I U D\n/,
      );
      expect(stdout).toContain("\n  DailyNote          ✓ ✓ ✓ ✓  · · · ·   · · · ·  ✓ ✓ ✓ ✓\n");
      expect(stdout).toMatch(/\n(\d+) of \1 cells ok: \d+ attempts\n$/);
      // How far a step is by now is written on a slow machine only.
      const steps = stderr.split("\n").filter((line) => !line.startsWith("    …"));
      expect(steps.map((line) => line.slice(0, 14).trim())).toEqual([
        "✓ read",
        "✓ shadow",
        "✓ rebuild",
        "✓ seed",
        "✓ attack",
        "",
      ]);
      expect(stderr).not.toContain(":x@");
    } finally {
      await client.query(`drop role ${role}`);
    }
  });

  it("is as it was afterwards, and nobody who works in it is waited for", async () => {
    const { client, url } = project.database;
    await client.query(`create table if not exists public.counted (id serial, note text)`);
    await client.query(`insert into public.counted (note) values ('first')`);
    const other = await connect(url);
    try {
      await other.query(`begin; update public.counted set note = 'second'`);
      await other.query(`lock table public."DailyNote" in exclusive mode`);
      const before = await allOf(project);
      const modes = new Set<string>();
      const watching = watchLocks(project, modes);
      const { code, stderr } = await prove(project, "--allow-untested");
      await watching.end();
      expect(stderr).not.toContain("error");
      expect(code).toBe(0);
      expect(await allOf(project)).toEqual(before);
      expect([...modes]).toEqual(["AccessShareLock"]);
    } finally {
      await other.end();
      await client.query("drop table public.counted");
    }
  });

  it("is kept apart from one that holds a table for itself: the wait ends, by itself and in words", async () => {
    const { code, stdout, stderr } = await waiting;
    expect(code).toBe(3);
    expect(stdout).toBe("");
    expect(stderr).toContain("55P03");
    expect(stderr).not.toContain("unexpected");
    expect(performance.now() - begun).toBeLessThan(60_000);
  });

  it("is attacked in part by --only, and never by a name that nothing has", async () => {
    const part = await prove(project, "--only", "daily_note");
    expect(part.code).toBe(0);
    expect(part.stdout).toMatch(/\n(\d+) of \1 cells ok: \d+ attempts\n$/);
    expect(part.stdout).toContain("  daily_note (view)  ✓");
    expect(part.stdout).not.toContain("  DailyNote ");
    const mistaken = await prove(project, "--only", "DailyNote", "dailyNotes", "zebra");
    expect(mistaken.code).toBe(2);
    expect(mistaken.stdout).toBe("");
    expect(mistaken.stderr).toContain(
      'error prove/unknown-name: nothing here is named "dailyNotes", "zebra"\n',
    );
    expect(mistaken.stderr).toContain('fix:  write "DailyNote"\n');
    const strange = await prove(project, "--only", "zebra", "--json");
    expect(strange.code).toBe(2);
    expect(JSON.parse(strange.stdout)).toMatchObject({
      error: { id: "prove/unknown-name", fix: 'there are "DailyNote", "daily_note"' },
    });
    expect((await prove(project, "--live", "--only", "zebra")).code).toBe(2);
  });
});

/** All that a database holds, with the transaction that wrote each catalog row of its relations. */
async function allOf({ database: { client } }: ProofProject): Promise<readonly unknown[]> {
  const queries = [
    "select oid, relname, xmin::text, relfilenode from pg_class order by oid",
    "select oid, proname, xmin::text from pg_proc where pronamespace > 16000 order by oid",
    "select oid, nspname, xmin::text from pg_namespace order by oid",
    "select *, xmin::text from public.counted",
    "select * from public.counted_id_seq",
    `select *, xmin::text from public."DailyNote"`,
    "select *, xmin::text from auth.users",
    "select tableoid::regclass, classid, objid, refobjid from pg_depend order by 1, 2, 3, 4",
  ];
  const answers: unknown[] = [];
  for (const query of queries) answers.push((await client.query(query)).rows);
  return answers;
}

/** Notes how the relations of a database are locked by the command line, as often as the server answers. */
function watchLocks({ database: { client } }: ProofProject, modes: Set<string>) {
  let over = false;
  const watching = (async () => {
    while (!over) {
      const { rows } = await client.query<{ mode: string }>(
        `select distinct mode from pg_locks join pg_stat_activity using (pid)
          where application_name = 'rowproof' and datname = current_database() and locktype = 'relation'`,
      );
      for (const { mode } of rows) modes.add(mode);
    }
  })();
  return {
    end: async () => {
      over = true;
      await watching;
    },
  };
}

describe("a database that breaks its contract", () => {
  let project: ProofProject;
  let first: CommandOutput;
  const folder = () => join(project.directory, ".rowproof", "proof");
  const scripts = async () =>
    (await readdir(folder()))
      .filter((name) => name.endsWith(".sql"))
      .sort((one, two) => (one < two ? -1 : 1));
  beforeAll(async () => {
    project = await makeProofProject(faults);
    first = await prove(project);
  });
  afterAll(() => project.remove());

  it("has three lines a broken cell and its script, leaks first, and exit 1", () => {
    expect(first.code).toBe(1);
    expect(first.stdout).toContain("\n  DailyNote          ✓ ✓ ✓ #  ! · · ·   · · · ·  ✓ ✓ ✓ ✓\n");
    expect(first.stdout).toMatch(/\n2 leaks, 2 lockouts of \d+ cells\n$/);
    const told = first.stdout.split("\n\n").filter((block) => /^(leak|lockout) /.test(block));
    expect(told.map((block) => block.split(":")[0])).toEqual([
      "leak DailyNote stranger select",
      "leak daily_note stranger select",
      "lockout DailyNote owner delete (42501)",
      "lockout daily_note owner delete (42501)",
    ]);
    for (const block of told) {
      expect(block).toMatch(
        /^(leak|lockout) .*\n {2}why: {2}\S.*\n {2}fix: {2}\S.*\n( {2}also: .*\n)? {2}show: \.rowproof\/proof\/public\.\w+\.\w+\.\w+\.sql$/,
      );
    }
  });

  it("tells of all policies that admit, and drops none that the contract means", () => {
    expect(first.stdout).toMatch(
      /why: {2}admitted by one of the policies .*"daily_note_select_own" using .*"everyone" using \(true\)/,
    );
    expect(first.stdout).not.toContain("drop policy");
  });

  it.skipIf(!hasPsql)("has scripts that show it under psql, and leave nothing behind", async () => {
    const leak = await psqlPrints("public.DailyNote.stranger.select.sql", project.database.url, {
      directory: folder(),
    });
    expect(leak).toMatch(/3\. The attempt: .*\n(.*\n)*.*a0000000-0000-4000-8000-000000000000/);
    expect(leak).toMatch(/SQLSTATE 00000 rows [1-9]\d*\n/);
    expect(leak).not.toContain("ERROR");
    const lockout = await psqlPrints("public.DailyNote.owner.delete.sql", project.database.url, {
      directory: folder(),
    });
    expect(lockout).toContain("ERROR:  permission denied for table DailyNote\n   SQLSTATE 42501 rows 0");
    const { rows } = await project.database.client.query("select from auth.users");
    expect(rows).toEqual([]);
  });

  it("has one JSON document", async () => {
    const { code, stdout } = await prove(project, "--json");
    expect(code).toBe(1);
    const document = JSON.parse(stdout);
    expect(document).toMatchObject({ formatVersion: 2, command: "prove" });
    expect(document.actors).toEqual(["owner", "stranger", "anon", "service"]);
    expect(document.database).not.toContain(new URL(project.database.url).password);
    const broken = document.cells.filter(({ status }: { status: string }) => status !== "ok");
    expect(broken).toHaveLength(4);
    expect(broken[0]).toMatchObject({ expected: expect.any(String), observed: expect.any(String) });
    expect(document.scripts).toHaveLength(4);
    expect(await there(join(project.directory, document.scripts[0].path))).toBe(true);
  });

  it("has its files where they were asked for", async () => {
    const asked = ["--markdown", "out/proof.md", "--html", "out/proof.html", "--scripts", "shown"];
    const { code, stdout } = await prove(project, "--only", "DailyNote", ...asked);
    expect(code).toBe(1);
    expect(stdout).toContain("  show: shown/public.DailyNote.stranger.select.sql");
    const read = (name: string) => readFile(join(project.directory, name), "utf8");
    expect(await read("out/proof.md")).toContain(
      "\n| `DailyNote` | **`✓ ✓ ✓ #`** | **`! · · ·`** | `· · · ·` | `✓ ✓ ✓ ✓` |\n",
    );
    expect(await read("out/proof.html")).toMatch(/<html[\s\S]*DailyNote[\s\S]*<\/html>/);
    expect(await read("shown/public.DailyNote.stranger.select.sql")).toMatch(/^-- rowproof prove: leak/);
  });

  it("says which file it cannot write", async () => {
    await project.write("full", "");
    const only = ["--only", "daily_note"];
    const [markdown, html, scripts] = await Promise.all([
      prove(project, ...only, "--markdown", "full/proof"),
      prove(project, ...only, "--html", "full/proof"),
      prove(project, ...only, "--scripts", "full"),
    ]);
    for (const { code, stderr } of [markdown, html]) {
      expect(code).toBe(3);
      expect(stderr).toContain("error file/cannot-write: full/proof cannot be written\n");
    }
    expect(scripts.code).toBe(3);
    expect(scripts.stderr).toContain("error file/cannot-write: full/public.daily_note.");
  });

  it("writes over no file of somebody's own", async () => {
    const mine = "public.daily_note.stranger.select.sql";
    await project.write(mine, "select 'mine'");
    const { code, stderr } = await prove(project, "--only", "daily_note", "--scripts", ".");
    expect(code).toBe(2);
    expect(stderr).toContain(`error prove/not-our-script: ${mine} is not a script of Rowproof\n`);
    expect(await readFile(join(project.directory, mine), "utf8")).toBe("select 'mine'");
  });

  it("loses the scripts of what is fixed", async () => {
    await prove(project);
    expect(await scripts()).toHaveLength(4);
    await project.write(".rowproof/proof/notes.sql", "select 'mine'");
    await project.database.client.query(`drop policy everyone on public."DailyNote"`);
    expect((await prove(project)).code).toBe(1);
    expect(await scripts()).toEqual([
      "notes.sql",
      "public.DailyNote.owner.delete.sql",
      "public.daily_note.owner.delete.sql",
    ]);
  });
});

describe("what cannot be tried", () => {
  it("is reported, and is not a success unless that is accepted", async () => {
    const project = await makeProofProject(
      `alter table public."DailyNote" add check ("noteText" is null and id is null)`,
    );
    try {
      const [{ code, stdout, stderr }, accepted] = await Promise.all([
        prove(project),
        prove(project, "--allow-untested"),
      ]);
      expect(code).toBe(3);
      expect(stdout).toMatch(/untested DailyNote: .*owner select.*\n {2}why: {2}no row could be seeded: /);
      expect(stdout).toMatch(/\n[1-9]\d* untested of \d+ cells\n$/);
      expect(stderr).toMatch(
        /\n[1-9]\d* things could not be tested, so this is not a success; --allow-untested accepts that\n$/,
      );
      expect(accepted.code).toBe(0);
      expect(accepted.stdout).toBe(stdout);
    } finally {
      await project.remove();
    }
  });

  it("is all, where the tables of the contract are not there", async () => {
    const project = await makeProofProject(`; drop view public.daily_note; drop table public."DailyNote"`);
    try {
      const { code, stdout } = await prove(project);
      expect(code).toBe(3);
      expect(stdout).toContain(
        `untested table public."DailyNote"\n  why:  the contract names it, but it does not exist\n`,
      );
      expect(stdout).toContain("2 objects left out");
    } finally {
      await project.remove();
    }
  });

  it("is a mistake on the command line, before anything is opened", async () => {
    const project = await makeProofProject();
    try {
      for (const value of ["0", "-1", "1.5", "many", ""]) {
        const { code, stderr } = await prove(project, "--budget", value);
        expect([value, code]).toEqual([value, 2]);
        expect(stderr).toContain("It must be a whole number, 1 or more.");
      }
      const { code, stdout } = await prove(project, "--json", "--budget", "many");
      expect(code).toBe(2);
      expect(JSON.parse(stdout)).toMatchObject({ formatVersion: 2, error: { id: "usage" } });
      expect((await prove(project, "--only")).code).toBe(2);
      expect((await prove(project, "--html")).code).toBe(2);
      expect(await there(join(project.directory, ".rowproof"))).toBe(false);
    } finally {
      await project.remove();
    }
  });

  it("is a database that cannot be reached", async () => {
    const project = await makeProofProject();
    try {
      const urls = ["postgres://someone:hunter2@127.0.0.1:1/app", `${project.database.url}_gone`];
      for (const [at, id] of ["connection/no-server", "connection/no-database"].entries()) {
        const { code, stderr } = await runCli(project.directory, ["prove", "--database", urls[at] ?? ""]);
        expect(code).toBe(3);
        expect(stderr).toContain(`error ${id}`);
        expect(stderr).not.toContain("hunter2");
      }
    } finally {
      await project.remove();
    }
  });
});
