// `node bench/plan-growth.mjs`: how contract → plan grows with the number of tables, from a database that stands open (every
// table lacks everything) and against one that obeys (nothing is lacking). Each size in a process of its own, so that its
// memory is its own. Prints medians of three runs, and the ratio to reading the catalog alone.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, install } from "../scripts/setup.mjs";

const sizes = [10, 100, 1000];
const dist = "../packages/rowproof/dist";

/** Ten columns, a unique key, a parent of the same owner, and Supabase's old privileges. */
function table(index) {
  const name = `"Table${index}"`;
  const parent = index === 0 ? "" : `, "parentId" uuid references "Table${index - 1}" (id) on delete cascade`;
  return `create table ${name} (id uuid primary key default gen_random_uuid(), "userId" uuid not null, title text not null,
    body text, n integer default 1 check (n > 0), tags text[], data jsonb, "createdAt" timestamptz default now(),
    "updatedAt" timestamptz${parent})`;
}

function contractFor(count, { ownedBy }) {
  const entries = Array.from({ length: count }, (_, index) => [
    `Table${index}`,
    {
      access: ownedBy("userId", index === 0 ? {} : { within: `Table${index - 1}` }),
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
    place: () => undefined,
  };
}

const median = (values) => values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];

/** One size, in a process of its own: `node bench/plan-growth.mjs --measure URL COUNT`. */
async function measure(url, count) {
  const { connect } = await import(`${dist}/sql/connection.js`);
  const { readCatalog } = await import(`${dist}/catalog/catalog.js`);
  const { readSubject } = await import(`${dist}/check/subject.js`);
  const { planSubject } = await import(`${dist}/plan/plan.js`);
  const { writePlan } = await import(`${dist}/plan/file.js`);
  const contract = contractFor(count, await import(`${dist}/contract/presets.js`));
  const reads = [];
  const plans = [];
  let text = "";
  for (let run = 0; run < 3; run += 1) {
    const client = await connect(url);
    const begun = performance.now();
    const catalog = await readCatalog(client);
    const read = performance.now();
    text = writePlan(planSubject(await readSubject(contract, catalog)));
    reads.push(read - begun);
    plans.push(performance.now() - read);
    await client.end();
  }
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(
    JSON.stringify({
      read: median(reads),
      plan: median(plans),
      peak,
      statements: text.split(";\n").length - 1,
      text,
    }),
  );
}

function measured(url, count) {
  const parameters = [fileURLToPath(import.meta.url), "--measure", url, String(count)];
  const { status, stdout, stderr } = spawnSync(process.execPath, parameters, {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

function line(count, state, { read, plan, peak, statements }) {
  const cell = (value, unit, width = 9) => `${Math.round(value)} ${unit}`.padStart(width);
  console.log(
    `${String(count).padStart(6)}  ${state.padEnd(6)} ${cell(read, "ms")} ${cell(plan, "ms")} ${`${(plan / read).toFixed(1)} ×`.padStart(7)} ${cell((read + plan) / count, "ms/table", 13)} ${cell(peak, "MB")} ${String(statements).padStart(11)}`,
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
      "tables  state       read      plan  plan/read      read+plan      peak  statements   wanted at 1000: < 10000 ms, < 500 MB",
    );
    for (const count of sizes) {
      const name = `plan_${count}`;
      await on("postgres", (client) => client.query(`create database ${name}`));
      await on(name, async (client) => {
        await ensurePlatform(client, { openDefaultPrivileges: true });
        for (let index = 0; index < count; index += 1) await client.query(table(index));
      });
      const open = measured(server.url(name), count);
      line(count, "open", open);
      await on(name, async (client) => {
        // In one transaction, so not concurrently: what is measured is the plan, not its run.
        const statements = open.text.replaceAll(" concurrently", "").replace(/^(begin|commit);$/gm, "");
        await client.query(statements);
      });
      line(count, "obeys", measured(server.url(name), count));
    }
  } finally {
    await server.close();
    rmSync(home, { recursive: true, force: true });
  }
}

if (process.argv[2] === "--measure") await measure(process.argv[3], Number(process.argv[4]));
else await main();
