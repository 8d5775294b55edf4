// `npm run bench:mutants`: what the proof overlooks, and what it sees that is not there. The companion's database is changed in
// one place at a time, each time another, and attacked; every change that lets somebody do more or less must be noticed, and
// the database as it is must pass. Exits 1 where that is not so.
import { build, install } from "../../scripts/setup.mjs";
import { parseOptions, usage } from "./options.mjs";

async function main() {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) return console.log(usage);
  install();
  build();
  const { runOn } = await import("./run.mjs");
  const { isRight, reportOf } = await import("./report.mjs");
  console.error(`seed ${options.seed}`);
  const runs = [];
  for (const major of options.majors) {
    runs.push(await runOn(major, options, progress));
    progress("");
    if (!options.json) console.log(`${reportOf(runs.at(-1))}\n`);
  }
  if (options.json) console.log(JSON.stringify({ formatVersion: 1, seed: options.seed, runs }, null, 2));
  if (!runs.every(isRight)) process.exitCode = 1;
}

let told = 0;

/** On a terminal one line that is written over; elsewhere a line now and then. */
function progress(text) {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\x1b[K${text.slice(0, process.stderr.columns - 1)}`);
  } else if (text !== "" && performance.now() - told > 30_000) {
    told = performance.now();
    console.error(text);
  }
}

try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = error instanceof TypeError ? 2 : 3;
}
