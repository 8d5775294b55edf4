// `node bench/prove-growth.mjs`: how a proof grows with the number of tables, step by step, on a database that obeys. Each size
// in a process of its own, so that its memory is its own. The baseline is reading the catalog in the same run.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, install } from "../scripts/setup.mjs";

const sizes = [10, 100, 1000];
const dist = "../packages/rowproof/dist";

/** Ten columns, a unique key; of every ten tables each lies within the one before it, as a project's own modules do. */
function table(index) {
  const name = `"Table${index}"`;
  const parent =
    index % 10 === 0 ? "" : `, "parentId" uuid references "Table${index - 1}" (id) on delete cascade`;
  return `create table ${name} (id uuid primary key default gen_random_uuid(), "userId" uuid not null
    references auth.users (id) on delete cascade, title text not null, body text, n integer default 1 check (n > 0),
    tags text[], data jsonb, "createdAt" timestamptz default now(), "updatedAt" timestamptz${parent})`;
}

function contractFor(count, { ownedBy }) {
  const entries = Array.from({ length: count }, (_, index) => [
    `Table${index}`,
    {
      access: ownedBy("userId", index % 10 === 0 ? {} : { within: `Table${index - 1}` }),
      views: [`table_${index}`],
    },
  ]);
  return {
    file: "/bench/rowproof.config.ts",
    directory: "/bench",
    database: undefined,
    migrations: "/bench/migrations",
    versions: {},
    schema: "/bench/schema.sql",
    guide: "/bench/guide.md",
    schemas: ["public"],
    tables: Object.fromEntries(entries),
    routines: {},
    actors: {},
    fixtures: {},
    place: () => undefined,
  };
}

/** One size, in a process of its own: `node bench/prove-growth.mjs --measure URL COUNT`. */
async function measure(url, count) {
  const { connect } = await import(`${dist}/sql/connection.js`);
  const { readCatalog } = await import(`${dist}/catalog/catalog.js`);
  const { readBlueprint } = await import(`${dist}/shadow/blueprint.js`);
  const { openShadow } = await import(`${dist}/shadow/shadow.js`);
  const { proveInShadow } = await import(`${dist}/cli/shadow-proof.js`);
  const contract = contractFor(count, await import(`${dist}/contract/presets.js`));
  const client = await connect(url);
  const times = {};
  const timed = async (name, work) => {
    const begun = performance.now();
    const result = await work();
    times[name] = performance.now() - begun;
    return result;
  };
  await timed("catalog", () => readCatalog(client));
  const blueprint = await timed("read", () => readBlueprint(client, ["public"]));
  const shadow = await timed("shadow", () => openShadow({ major: 17 }));
  try {
    const onStep = (name, time) => {
      times[name] = time;
    };
    const proof = await proveInShadow(shadow, blueprint, { contract, onStep });
    const broken = proof.cells.filter(({ status }) => status !== "kept").length + proof.untried.length;
    const peak = process.resourceUsage().maxRSS / 1024;
    console.log(JSON.stringify({ times, peak, attempts: proof.attempts, cells: proof.cells.length, broken }));
  } finally {
    await shadow.close();
    await client.end();
  }
}

function measured(url, count) {
  const parameters = [fileURLToPath(import.meta.url), "--measure", url, String(count)];
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
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
  install();
  build();
  const { openServer } = await import(`${dist}/embedded/server.js`);
  const { ensurePlatform } = await import(`${dist}/embedded/platform.js`);
  const { connect } = await import(`${dist}/sql/connection.js`);
  const home = mkdtempSync(join(tmpdir(), "rowproof-bench-"));
  chmodSync(home, 0o755);
  const server = await openServer({ directory: join(home, "data"), major: 17, scratch: true });
  const on = async (name, run) => {
    const client = await connect(server.url(name));
    try {
      return await run(client);
    } finally {
      await client.end();
    }
  };
  try {
    console.log(
      `tables    prove  × catalog ${steps.map((step) => step.padStart(10)).join("     ")}         peak  attempts   not kept   wanted at 1000: < 120 s, < 1536 MB`,
    );
    for (const count of sizes) {
      const name = `prove_${count}`;
      await on("postgres", (client) => client.query(`create database ${name}`));
      await on(name, (client) => obey(client, count, ensurePlatform));
      line(count, measured(server.url(name), count));
    }
  } finally {
    await server.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Tables under the contract: what the planner writes for them. */
async function obey(client, count, ensurePlatform) {
  const { readCatalog } = await import(`${dist}/catalog/catalog.js`);
  const { readSubject } = await import(`${dist}/check/subject.js`);
  const { planSubject } = await import(`${dist}/plan/plan.js`);
  const { writePlan } = await import(`${dist}/plan/file.js`);
  await ensurePlatform(client, { openDefaultPrivileges: true });
  for (let index = 0; index < count; index += 1) await client.query(table(index));
  const contract = contractFor(count, await import(`${dist}/contract/presets.js`));
  const text = writePlan(planSubject(await readSubject(contract, await readCatalog(client))));
  await client.query(text.replaceAll(" concurrently", "").replace(/^(begin|commit);$/gm, ""));
}

if (process.argv[2] === "--measure") await measure(process.argv[3], Number(process.argv[4]));
else await main();
