// `node bench/plan-growth.mjs`: how contract → plan grows with the number of tables, from a database that stands open (every
// table lacks everything) and against one that obeys (nothing is lacking). Prints medians of three runs, and the ratio to
// reading the catalog alone.
import { fileURLToPath } from "node:url";
import { contractFor, dist, grow, inOneTransaction, measured, peakMemory } from "./growth.mjs";

/** Each table lies within the one before it. */
const shape = { chain: Number.POSITIVE_INFINITY, owner: '"userId" uuid not null' };

const median = (values) => values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];

/** One size, in a process of its own: `node bench/plan-growth.mjs --measure URL COUNT`. */
async function measure(url, count) {
  const { connect } = await import(`${dist}/sql/connection.js`);
  const { readCatalog } = await import(`${dist}/catalog/catalog.js`);
  const { readCheckContext } = await import(`${dist}/check/context.js`);
  const { resolveContract } = await import(`${dist}/contract/resolved.js`);
  const { planDatabase } = await import(`${dist}/plan/plan.js`);
  const { writePlan } = await import(`${dist}/plan/file.js`);
  const contract = await contractFor(count, shape);
  const reads = [];
  const plans = [];
  let text = "";
  for (let run = 0; run < 3; run += 1) {
    const client = await connect(url);
    const begun = performance.now();
    const catalog = await readCatalog(client);
    const read = performance.now();
    text = writePlan(planDatabase(await readCheckContext(resolveContract(contract, catalog))));
    reads.push(read - begun);
    plans.push(performance.now() - read);
    await client.end();
  }
  console.log(
    JSON.stringify({
      read: median(reads),
      plan: median(plans),
      peak: peakMemory(),
      statements: text.split(";\n").length - 1,
      text,
    }),
  );
}

function line(count, state, { read, plan, peak, statements }) {
  const cell = (value, unit, width = 9) => `${Math.round(value)} ${unit}`.padStart(width);
  console.log(
    `${String(count).padStart(6)}  ${state.padEnd(6)} ${cell(read, "ms")} ${cell(plan, "ms")} ${`${(plan / read).toFixed(1)} ×`.padStart(7)} ${cell((read + plan) / count, "ms/table", 13)} ${cell(peak, "MB")} ${String(statements).padStart(11)}`,
  );
}

async function main() {
  const file = fileURLToPath(import.meta.url);
  console.log(
    "tables  state       read      plan  plan/read      read+plan      peak  statements   wanted at 1000: < 10000 ms, < 500 MB",
  );
  await grow(shape, async ({ url, count, on }) => {
    const open = measured(file, url, count);
    line(count, "open", open);
    await on((client) => client.query(inOneTransaction(open.text)));
    line(count, "obeys", measured(file, url, count));
  });
}

if (process.argv[2] === "--measure") await measure(process.argv[3], Number(process.argv[4]));
else await main();
