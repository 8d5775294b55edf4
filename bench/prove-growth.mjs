// `node bench/prove-growth.mjs`: how a proof grows with the number of tables, step by step, on a database that obeys. The
// baseline is reading the catalog in the same run.
import { fileURLToPath } from "node:url";
import { contractFor, dist, grow, inOneTransaction, measured, peakMemory } from "./growth.mjs";

/** Of every ten tables each lies within the one before it, as a project's own modules do. */
const shape = {
  chain: 10,
  owner: '"userId" uuid not null references auth.users (id) on delete cascade',
};

/** One size, in a process of its own: `node bench/prove-growth.mjs --measure URL COUNT`. */
async function measure(url, count) {
  const { connect } = await import(`${dist}/sql/connection.js`);
  const { readCatalog } = await import(`${dist}/catalog/catalog.js`);
  const { readSnapshot } = await import(`${dist}/shadow/snapshot.js`);
  const { openShadow } = await import(`${dist}/shadow/shadow.js`);
  const { proveInShadow } = await import(`${dist}/commands/proof/shadow-proof.js`);
  const contract = await contractFor(count, shape);
  const client = await connect(url);
  const times = {};
  const timed = async (name, work) => {
    const begun = performance.now();
    const result = await work();
    times[name] = performance.now() - begun;
    return result;
  };
  await timed("catalog", () => readCatalog(client));
  const snapshot = await timed("read", () => readSnapshot(client, ["public"]));
  const shadow = await timed("shadow", () => openShadow({ major: 17 }));
  try {
    const onStep = (name, time) => {
      times[name] = time;
    };
    const proof = await proveInShadow(shadow, snapshot, { contract, onStep });
    const broken = proof.cells.filter(({ status }) => status !== "ok").length + proof.untested.length;
    const { attempts, cells } = proof;
    console.log(JSON.stringify({ times, peak: peakMemory(), attempts, cells: cells.length, broken }));
  } finally {
    await shadow.close();
    await client.end();
  }
}

const steps = ["read", "shadow", "rebuild", "plant", "attack"];

function line(count, { times, peak, attempts, cells, broken }) {
  const total = steps.reduce((sum, step) => sum + times[step], 0);
  const share = (step) =>
    `${(times[step] / 1000).toFixed(2)} s ${Math.round((times[step] / total) * 100)} %`.padStart(14);
  const ratio = `${Math.round(total / times.catalog)} ×`.padStart(7);
  console.log(
    `${String(count).padStart(6)} ${`${(total / 1000).toFixed(1)} s`.padStart(8)} ${ratio} ${steps.map(share).join(" ")} ${`${Math.round(peak)} MB`.padStart(8)} ${String(attempts).padStart(9)} ${`${broken} of ${cells}`.padStart(12)}`,
  );
}

async function main() {
  console.log(
    `tables    prove  × catalog ${steps.map((step) => step.padStart(10)).join("     ")}         peak  attempts   not kept   wanted at 1000: < 120 s, < 1536 MB`,
  );
  await grow(shape, async ({ url, count, on }) => {
    await on((client) => obey(client, count));
    line(count, measured(fileURLToPath(import.meta.url), url, count));
  });
}

/** Puts the tables under the contract by what the planner writes for them. */
async function obey(client, count) {
  const { readCatalog } = await import(`${dist}/catalog/catalog.js`);
  const { readCheckContext } = await import(`${dist}/check/context.js`);
  const { resolveContract } = await import(`${dist}/contract/resolved.js`);
  const { planDatabase } = await import(`${dist}/plan/plan.js`);
  const { writePlan } = await import(`${dist}/plan/file.js`);
  const contract = await contractFor(count, shape);
  const plan = planDatabase(await readCheckContext(resolveContract(contract, await readCatalog(client))));
  await client.query(inOneTransaction(writePlan(plan)));
}

if (process.argv[2] === "--measure") await measure(process.argv[3], Number(process.argv[4]));
else await main();
