// `npm test`: sets itself up, then runs every test. Parameters go to vitest: `npm test -- history`.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { binOf, build, install, root } from "./setup.mjs";

install();
build();
const scratch = mkdtempSync(join(tmpdir(), "rowproof-results-"));
const results = join(scratch, "results.json");
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];
const { status } = spawnSync(
  process.execPath,
  [binOf("vitest"), "run", ...reporters, ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
  },
);
try {
  summarise(JSON.parse(readFileSync(results, "utf8")));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = status ?? 1;

/** What was left out is named, with the whole in one plain line that any CI can read. */
function summarise({ testResults, numPassedTests, numFailedTests, numPendingTests }) {
  for (const { name, assertionResults } of testResults) {
    for (const { fullName, status } of assertionResults) {
      if (status !== "passed" && status !== "failed")
        console.log(`skipped: ${name.replace(root, "")}: ${fullName}`);
    }
  }
  console.log(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped`);
}
