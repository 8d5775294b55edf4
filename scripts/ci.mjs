// The steps of CI in order. It stops at the first that fails, and ends with a table of the times. `.ci/run` calls it after it
// has installed the client tools of Postgres.
import { spawnSync } from "node:child_process";
import { arch, availableParallelism, platform } from "node:os";
import { root } from "./setup.mjs";

/** What CI runs: what finds a mistake soonest comes first. */
const steps = ["check", "test:all", "test:nodes", "test:plan", "test:billing", "bench:mutants"];

const times = [];
let failed;
for (const step of steps) {
  console.log(`\n=== npm run ${step}`);
  const began = performance.now();
  // A shell, because npm is a batch file on Windows. The names of the steps are constants.
  const { status } = spawnSync(`npm run --silent ${step}`, { cwd: root, stdio: "inherit", shell: true });
  times.push({ step, minutes: (performance.now() - began) / 60_000, passed: status === 0 });
  if (status === 0) continue;
  failed = status ?? 130;
  break;
}
printTable();
process.exitCode = failed ?? 0;

function printTable() {
  const width = Math.max(...steps.map((step) => step.length));
  const total = times.reduce((sum, { minutes }) => sum + minutes, 0);
  console.log(
    `\nNode ${process.versions.node}, ${platform()} ${arch()}, ${availableParallelism()} cores: minutes`,
  );
  for (const { step, minutes, passed } of times) console.log(line(step, minutes, passed ? "ok" : "failed"));
  for (const step of steps.slice(times.length)) console.log(`${step.padEnd(width)}       not run`);
  console.log(line("total", total, failed === undefined ? "ok" : "failed"));

  function line(name, minutes, state) {
    return `${name.padEnd(width)} ${minutes.toFixed(1).padStart(5)} ${state}`;
  }
}
