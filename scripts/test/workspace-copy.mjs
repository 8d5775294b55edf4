// A copy of the workspace's sources in a temporary folder, for tests of scripts that write into it.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binOf, root } from "../setup.mjs";

/** Copies what the package's sources and tests need. Call `remove` at the end. */
export function copyWorkspace() {
  const copy = mkdtempSync(join(tmpdir(), "rowproof-new-"));
  const shared = [
    "package.json",
    "tsconfig.base.json",
    "tsconfig.test.json",
    "vitest.config.ts",
    "packages",
    "apps",
    "corpus",
  ];
  for (const path of shared) {
    cpSync(join(root, path), join(copy, path), { recursive: true, filter: isSource });
  }
  linkModules(copy, "node_modules");
  linkModules(copy, "packages/rowproof/node_modules");
  return { copy, remove: () => rmSync(copy, { recursive: true, force: true }) };
}

function isSource(path) {
  return !/[\\/](?:node_modules|dist|\.rowproof)$|\.tsbuildinfo$/.test(path);
}

function linkModules(copy, path) {
  if (existsSync(join(root, path))) symlinkSync(join(root, path), join(copy, path), "junction");
}

/** Type-checks files of the copy and all that they import. Returns what the compiler prints: nothing if all is well. */
export function typeCheck(copy, files) {
  const config = { extends: "./tsconfig.test.json", files, include: [] };
  writeFileSync(join(copy, "tsconfig.json"), JSON.stringify(config));
  return runIn(copy, binOf("tsc"), ["--project", "tsconfig.json"]);
}

/** Runs test files of the copy and returns what vitest prints. */
export function runTests(copy, files) {
  return runIn(copy, binOf("vitest"), ["run", "--maxWorkers=1", "--reporter=verbose", ...files]);
}

function runIn(cwd, bin, parameters) {
  // Without the marks of the run around it, and without colours.
  const { VITEST: _, VITEST_WORKER_ID: __, VITEST_POOL_ID: ___, ...env } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, [bin, ...parameters], {
    cwd,
    env: { ...env, NO_COLOR: "1", FORCE_COLOR: undefined, ROWPROOF_SAMPLE: "all" },
    encoding: "utf8",
  });
  return `${stdout}${stderr}`;
}
