// `node bench/catalog-growth.mjs`: how reading a schema and writing it down grow with the number of tables, each with
// ten columns, three constraints, an index, four policies and a view. Prints medians of five new connections.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, install } from "../scripts/setup.mjs";

install();
build();
const { openServer } = await import("../packages/rowproof/dist/embedded/server.js");
const { ensurePlatform } = await import("../packages/rowproof/dist/embedded/platform.js");
const { connect } = await import("../packages/rowproof/dist/sql/connection.js");
const { readCatalog } = await import("../packages/rowproof/dist/catalog/catalog.js");
const { writeSchema } = await import("../packages/rowproof/dist/dump/schema.js");

function table(index) {
  const name = `t${index}`;
  const parent = index === 0 ? "" : `references t${index - 1}`;
  const policies = ["select", "insert", "update", "delete"].map(
    (command) => `create policy ${name}_${command} on ${name} for ${command} to authenticated
      ${command === "insert" ? "with check" : "using"} (user_id = (select auth.uid()));`,
  );
  return `create table ${name} (id uuid primary key default gen_random_uuid(), user_id uuid not null, title text not null,
      body text, n integer default 1 check (n > 0), tags text[], data jsonb, created_at timestamptz default now(),
      updated_at timestamptz, parent uuid ${parent});
    create index on ${name} (user_id, created_at);
    alter table ${name} enable row level security;
    grant select, insert, update, delete on ${name} to authenticated;
    create view v${index} with (security_invoker = true) as select id, user_id, title from ${name};
    ${policies.join("\n")}`;
}

async function connected(url, run) {
  const client = await connect(url);
  try {
    return await run(client);
  } finally {
    await client.end();
  }
}

/** A client of its own each time: a backend that has read before answers from its caches. */
async function measure(url) {
  return connected(url, async (client) => {
    const begun = performance.now();
    const catalog = await readCatalog(client);
    const read = performance.now();
    const length = writeSchema(catalog).length;
    return { read: read - begun, write: performance.now() - read, length };
  });
}

const median = (values) => values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];

const home = mkdtempSync(join(tmpdir(), "rowproof-bench-"));
chmodSync(home, 0o755);
const server = await openServer({ directory: join(home, "data"), major: 17, scratch: true });
try {
  console.log("tables  policies      read     write   characters");
  for (const count of [10, 100, 1000]) {
    const name = `growth_${count}`;
    await connected(server.url("postgres"), (client) => client.query(`create database ${name}`));
    await connected(server.url(name), async (client) => {
      await ensurePlatform(client, { openDefaultPrivileges: false });
      for (let index = 0; index < count; index += 1) await client.query(table(index));
    });
    const runs = [];
    for (let run = 0; run < 5; run += 1) runs.push(await measure(server.url(name)));
    const milliseconds = (key) => `${Math.round(median(runs.map((one) => one[key])))} ms`.padStart(9);
    console.log(
      `${String(count).padStart(6)}  ${String(count * 4).padStart(8)} ${milliseconds("read")} ${milliseconds("write")}   ${runs[0].length}`,
    );
  }
} finally {
  await server.close();
  rmSync(home, { recursive: true, force: true });
}
