// `npm run bench`: how long the commands take that people wait for, each against a baseline of the same run.
// Prints medians; judges nothing.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, install, root } from "../scripts/setup.mjs";

install();
build();

const cli = join(root, "packages/rowproof/bin/rowproof.js");
const config = ["--config", join(root, "apps/companion/rowproof.config.ts")];

/** One run in milliseconds; a command that fails is no measurement. */
function once(command, parameters, expected = 0) {
  const begun = performance.now();
  const { status, stderr } = spawnSync(command, parameters, { cwd: root, encoding: "utf8" });
  if (status !== expected)
    throw new Error(`${[command, ...parameters].join(" ")} exited ${status}:\n${stderr}`);
  return performance.now() - begun;
}

function median(values) {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];
}

/** The median of several runs in turn with the baseline, after one that is not counted. */
function measure(name, bound, run, runs = 7) {
  const baseline = () => once(process.execPath, ["-e", "0"]);
  run();
  const times = [];
  const bases = [];
  for (let index = 0; index < runs; index += 1) {
    bases.push(baseline());
    times.push(run());
  }
  const [time, base] = [median(times), median(bases)];
  const spread = `${Math.round(Math.min(...times))}–${Math.round(Math.max(...times))}`;
  console.log(
    `${name.padEnd(42)} ${String(Math.round(time)).padStart(6)} ms  (${spread})  ${(time / base).toFixed(1).padStart(6)} × node -e 0   wanted: < ${bound} ms`,
  );
}

console.log(`node ${process.version}, median of 7 runs after one uncounted\n`);
const home = mkdtempSync(join(tmpdir(), "rowproof-bench-"));
// Not the developer's own database: a new one each time, in a folder of this run's.
const database = (name) => ["--database", `embedded:${join(home, name)}`];
const start = (name) => once("npm", ["start", "--silent", "--", "--no-serve", ...database(name)]);
let made = 0;
try {
  chmodSync(home, 0o755);
  measure("rowproof --help", 200, () => once(process.execPath, [cli, "--help"]));
  measure("npm start, new database", 10_000, () => start(`new-${made++}`), 3);
  measure("npm start, again (nothing to do)", 10_000, () => start("new-0"));
  measure("rowproof verify (companion)", 1000, () =>
    once(process.execPath, [cli, "verify", ...config, ...database("new-0")]),
  );
  measure("rowproof prove (companion)", 5000, () =>
    once(process.execPath, [cli, "prove", ...config, ...database("new-0")]),
  );
} finally {
  rmSync(home, { recursive: true, force: true });
}
// By the number of tables: contract → plan, and the proof with the share of each step.
for (const script of ["bench/plan-growth.mjs", "bench/prove-growth.mjs"]) {
  console.log();
  spawnSync(process.execPath, [join(root, script)], { stdio: "inherit" });
}
