// What the benchmarks of growth share: tables that a contract names, a server for them, and each measurement in a process of
// its own, so that its memory is its own.
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, install } from "../scripts/setup.mjs";

export const sizes = [10, 100, 1000];
export const dist = "../packages/rowproof/dist";

/**
 * How far tables hang together: of every so many each lies within the one before it.
 * @typedef {object} Shape
 * @property {number} chain
 * @property {string} owner the owner column, as SQL
 */

/**
 * Ten columns, a unique key, a parent of the same owner.
 * @param {number} index
 * @param {Shape} shape
 */
function table(index, { chain, owner }) {
  const name = `"Table${index}"`;
  const parent =
    index % chain === 0 ? "" : `, "parentId" uuid references "Table${index - 1}" (id) on delete cascade`;
  return `create table ${name} (id uuid primary key default gen_random_uuid(), ${owner}, title text not null,
    body text, n integer default 1 check (n > 0), tags text[], data jsonb, "createdAt" timestamptz default now(),
    "updatedAt" timestamptz${parent})`;
}

/**
 * @param {number} count
 * @param {Shape} shape
 */
export async function contractFor(count, { chain }) {
  const { ownedBy } = await import(`${dist}/contract/presets.js`);
  const entries = Array.from({ length: count }, (_, index) => [
    `Table${index}`,
    {
      access: ownedBy("userId", index % chain === 0 ? {} : { within: `Table${index - 1}` }),
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

/** The text of the migration that makes a database obey, in one transaction, so not concurrently. */
export function inOneTransaction(plan) {
  return plan.replaceAll(" concurrently", "").replace(/^(begin|commit);$/gm, "");
}

/** What `node file --measure URL COUNT` prints as JSON. */
export function measured(file, url, count) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, "--measure", url, String(count)], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/** In megabytes. */
export function peakMemory() {
  return process.resourceUsage().maxRSS / 1024;
}

/**
 * Runs a measurement on one database after another, each with so many tables and Supabase's old privileges.
 * @param {Shape} shape
 * @param {(at: { url: string, count: number, on: (run: Function) => Promise<unknown> }) => Promise<void>} run
 */
export async function grow(shape, run) {
  install();
  build();
  const { openServer } = await import(`${dist}/embedded/server.js`);
  const { ensurePlatform } = await import(`${dist}/embedded/platform.js`);
  const { connect } = await import(`${dist}/sql/connection.js`);
  const home = mkdtempSync(join(tmpdir(), "rowproof-bench-"));
  chmodSync(home, 0o755);
  const server = await openServer({ directory: join(home, "data"), major: 17, scratch: true });
  const on = async (name, work) => {
    const client = await connect(server.url(name));
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  try {
    for (const count of sizes) {
      const name = `growth_${count}`;
      await on("postgres", (client) => client.query(`create database ${name}`));
      await on(name, async (client) => {
        await ensurePlatform(client, { openDefaultPrivileges: true });
        for (let index = 0; index < count; index += 1) await client.query(table(index, shape));
      });
      await run({ url: server.url(name), count, on: (work) => on(name, work) });
    }
  } finally {
    await server.close();
    rmSync(home, { recursive: true, force: true });
  }
}
