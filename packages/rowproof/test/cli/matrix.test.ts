import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli } from "./command-line.js";
import { faults, makeProofProject, type ProofProject } from "./proof-project.js";

let project: ProofProject;
beforeAll(async () => {
  project = await makeProofProject(faults);
});
afterAll(() => project.remove());

/** No database is given: it opens none. */
const matrix = (...parameters: readonly string[]) => runCli(project.directory, ["matrix", ...parameters]);

const declared = "  DailyNote          ✓ ✓ ✓ ✓  · · · ·   · · · ·  ✓ ✓ ✓ ✓\n";

it("is what the contract declares, before anything was tried", async () => {
  const { code, stdout, stderr } = await matrix();
  expect(code).toBe(0);
  expect(stderr).toBe("note: this is what the contract declares; rowproof prove tests it\n");
  expect(stdout).toContain(declared);
  expect(stdout).toMatch(/\n32 cells declared, none tested\n$/);
  expect(stdout).not.toContain("ok");
  const document = JSON.parse((await matrix("--json")).stdout);
  expect(document).toMatchObject({ formatVersion: 2, command: "matrix", from: "contract" });
  expect(new Set(document.cells.map(({ status }: { status: string }) => status))).toEqual(
    new Set(["declared"]),
  );
});

it("is what the last proof found, until that cannot be read", async () => {
  const asked = ["--database", project.database.url, "--scripts", "shown"];
  const proof = await runCli(project.directory, ["prove", ...asked]);
  expect(proof.code).toBe(1);
  const { code, stdout, stderr } = await matrix();
  expect(code).toBe(0);
  expect(stderr).toBe("note: this is what the last rowproof prove found\n");
  expect(stdout).toBe(proof.stdout);
  expect(stdout).toContain("  show: shown/public.DailyNote.stranger.select.sql\n");
  const document = JSON.parse((await matrix("--json")).stdout);
  expect(document).toMatchObject({ command: "matrix", from: "proof" });

  const asDeclared = await matrix("--declared");
  expect(asDeclared.stdout).toContain(declared);
  expect(asDeclared.stdout).toMatch(/\n32 cells declared, none tested\n$/);

  for (const damaged of ["", "{", '{"formatVersion":0}', `{"formatVersion":1,"proof":{}}`]) {
    await project.write(".rowproof/proof/last.json", damaged);
    const { code, stdout } = await matrix();
    expect([damaged, code]).toEqual([damaged, 0]);
    expect(stdout).toMatch(/\n32 cells declared, none tested\n$/);
  }
});

it("takes no option that it does not know, and needs a contract that can be read", async () => {
  expect((await matrix("--live")).code).toBe(2);
  const { code, stderr } = await matrix("--config", "nowhere.ts");
  expect(code).toBe(2);
  expect(stderr).toContain("nowhere.ts");
});
