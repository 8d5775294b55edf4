// `npm run bench:mutants`: what the proof misses, and what it reports without cause. Each mutant is the companion's database with
// one change. The proof must notice every change that lets an actor do more or less, and must find nothing in the database
// without a change. Exits 1 if that is not so.
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
  if (options.json) console.log(JSON.stringify({ formatVersion: 2, seed: options.seed, runs }, null, 2));
  if (!runs.every(isRight)) process.exitCode = 1;
}

let lastLine = 0;

/** On a terminal one line that is overwritten; elsewhere a line every 30 seconds. */
function progress(text) {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r\x1b[K${text.slice(0, process.stderr.columns - 1)}`);
  } else if (text !== "" && performance.now() - lastLine > 30_000) {
    lastLine = performance.now();
    console.error(text);
  }
}

try {
  await main();
} catch (error) {
  console.error(error);
  process.exitCode = error instanceof TypeError ? 2 : 3;
}
