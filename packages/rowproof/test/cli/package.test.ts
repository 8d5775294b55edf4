import { execFile } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { goodMigration, makeProject, type Project } from "@rowproof/testing/project";
import { afterAll, beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const packageFolder = fileURLToPath(new URL("../..", import.meta.url));

let project: Project;

/** npm, without what the npm that runs the tests hands down. */
function npm(...parameters: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name) && name !== "DATABASE_URL"),
  );
  return run("npm", [...parameters], { cwd: project.directory, env, shell: process.platform === "win32" });
}

beforeAll(async () => {
  project = await makeProject();
  await project.migration("20260101_notes.sql", goodMigration);
  await writeFile(path.join(project.directory, "package.json"), '{ "private": true, "type": "module" }');
  const { stdout } = await npm("pack", packageFolder, "--silent");
  await npm("install", `./${stdout.trim()}`, "--prefer-offline", "--no-audit", "--no-fund");
});

afterAll(() => project.remove());

test("the tarball holds what runs and nothing else", async () => {
  const installed = path.join(project.directory, "node_modules/rowproof");
  expect((await readdir(installed)).sort()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "bin",
    "dist",
    "package.json",
  ]);
  const files = await readdir(path.join(installed, "dist"), { recursive: true });
  expect(files.filter((file) => /\.test\.|\.map$|tsbuildinfo/.test(file))).toEqual([]);
});

test("npx rowproof, from the packed tarball, brings a new embedded database to the contract", async () => {
  const { stdout: help } = await npm("exec", "--offline", "rowproof", "--", "--help");
  expect(help).toContain("rowproof [options] [command]");
  const { stdout } = await npm("exec", "--offline", "rowproof", "--", "up", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    formatVersion: 2,
    command: "up",
    clean: true,
    applied: [{ version: "20260101", name: "notes" }],
  });
  const again = await npm("exec", "--offline", "rowproof", "--", "up");
  expect(again.stdout).toMatch(/^nothing to do: 1 migration applied/);
});
