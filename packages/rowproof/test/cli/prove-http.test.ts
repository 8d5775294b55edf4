import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startCli } from "@rowproof/testing/command-line";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./command-line.js";
import {
  faults,
  livingOf,
  makeProofProject,
  type ProofProject,
  saw,
  serversOf,
  shadowsOf,
} from "./proof-project.js";

const parameters = ({ database }: ProofProject, ...more: readonly string[]) => [
  "prove",
  "--http",
  "--database",
  database.url,
  ...more,
];

const prove = (project: ProofProject, ...more: readonly string[]) =>
  runCli(project.directory, parameters(project, ...more));

/** What a person reads: the lines of the matrix's end. */
const lastLine = (stdout: string) => stdout.trimEnd().split("\n").at(-1);

describe("a database in which nothing is open", () => {
  let project: ProofProject;
  beforeAll(async () => {
    project = await makeProofProject();
  });
  afterAll(() => project.remove());

  it("is told the same of over HTTP, and JSON has it", async () => {
    const { code, stdout, stderr } = await prove(project, "--json", "--markdown", "m.md", "--html", "m.html");
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/✓ attack .*\n(?: {4}… .*\n)* {2}✓ http .*as requests, by signed-in users/);
    const { formatVersion, http } = JSON.parse(stdout);
    expect(formatVersion).toBe(2);
    expect(http).toMatchObject({ compared: 32, differing: [], untested: [], beyond: ["erase"], notes: [] });
    expect(http.requests).toBeGreaterThan(32);
    const written = (name: string) => readFile(join(project.directory, name), "utf8");
    expect(await written("m.md")).toContain(
      `**HTTP agrees in 32 of 32 cells: ${http.requests} requests; beyond HTTP: erase**`,
    );
    expect(await written("m.html")).toContain("HTTP agrees in 32 of 32 cells");
  });

  it("is not served where it lives", async () => {
    const { code, stdout, stderr } = await prove(project, "--live");
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("error prove/http-live: --http cannot be used with --live\n");
  });

  it("leaves nothing behind when it is interrupted amid requests", async () => {
    const running = startCli(project.directory, parameters(project));
    await saw(running, "✓ attack");
    const servers = await serversOf(await shadowsOf(running));
    running.child.kill("SIGINT");
    const { code, stdout, stderr } = await running.ended;
    expect(code, stderr).toBe(130);
    expect(stdout).toBe("");
    expect(stderr).not.toContain("✓ http");
    expect(await shadowsOf(running)).toEqual([]);
    expect(servers.length).toBe(1);
    expect(await livingOf(servers)).toEqual([]);
  });
});

/** A view that is read as its owner. */
const ownersView = `
  create view public.all_notes as select id, "noteText" from public."DailyNote";
  revoke all on public.all_notes from public, anon, authenticated, service_role;
  grant select on public.all_notes to authenticated;`;

/** A policy that asks who is connected, which is another role where the API comes. */
const byConnection = `
  grant select on public."DailyNote" to anon;
  create policy by_connection on public."DailyNote" for select to anon using (session_user <> 'authenticator');`;

describe("a database in which something is open", () => {
  let leaking: ProofProject;
  let differing: ProofProject;
  beforeAll(async () => {
    [leaking, differing] = await Promise.all([
      makeProofProject(faults + ownersView),
      makeProofProject(byConnection),
    ]);
  });
  afterAll(() => Promise.all([leaking.remove(), differing.remove()]));

  it("is served to be attacked, and leaks and lockouts are the same over HTTP", async () => {
    const { code, stdout } = await prove(leaking);
    expect(code).toBe(1);
    expect(stdout).toContain("\nleak DailyNote stranger select:");
    expect(stdout).toContain("\nleak all_notes stranger select:");
    expect(stdout).toContain("\nlockout DailyNote owner delete (42501):");
    expect(lastLine(stdout)).toMatch(/^HTTP agrees in (\d+) of \1 cells: \d+ requests; beyond HTTP: erase$/);
  });

  it("is reported by name where HTTP alone shows it, and the run fails", async () => {
    const { code, stdout } = await prove(differing);
    expect(code).toBe(1);
    expect(stdout).toMatch(/\n(\d+) of \1 cells ok/);
    expect(stdout).toMatch(
      /\ndiffers DailyNote anon select: table public\."DailyNote": by SQL an anonymous user \(anon\) cannot select, no row; over HTTP they can select, \d+ rows\n {2}why: .*\n {2}fix: {2}.*session_user/,
    );
    expect(stdout.match(/\ndiffers /g)).toHaveLength(1);
    expect(lastLine(stdout)).toMatch(/^HTTP differs in 1, agrees in 31 of 32 cells/);
  });
});
