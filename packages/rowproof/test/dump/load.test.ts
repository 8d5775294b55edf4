import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { connect, freshDatabase } from "@rowproof/testing/database";
import { expect, it } from "vitest";
import { readCatalog } from "../../src/catalog/catalog.js";
import { compareCatalogs } from "../../src/catalog/compare.js";
import type { Catalog } from "../../src/catalog/facts.js";
import { writeSchema } from "../../src/dump/schema.js";
import { identifier, sql } from "../../src/sql/sql.js";
import { catalogAfter, corpus, testRoles } from "./round-trip.js";

const run = promisify(execFile);
const psql = await run("psql", ["--version"]).then(
  () => true,
  () => false,
);

it.skipIf(!psql)("loads under plain psql", async () => {
  const source = await corpus("structure");
  const before = await catalogAfter((client) => client.query(source));
  const { url, client, drop } = await freshDatabase({ platform: "open" });
  try {
    const loading = run("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", url]);
    loading.child.stdin?.end(writeSchema(before));
    await loading;
    expect(compareCatalogs(before, await readCatalog(client))).toEqual([]);
  } finally {
    await drop();
  }
});

it("gives everything to whoever loads it, who need not be a superuser", async () => {
  const source = await corpus("partitions");
  const before = await catalogAfter((client) => client.query(source));
  const { url, client, drop } = await freshDatabase();
  try {
    await client.query(testRoles);
    const { rows } = await client.query<{ name: string }>("select current_database() as name");
    await client.query(sql`alter database ${identifier(rows[0]?.name ?? "")} owner to dump_loader`.text);
    const loader = await connect(url);
    await loader.query("set session authorization dump_loader");
    await loader.query(writeSchema(before));
    expect((await loader.query("select current_setting('search_path') as path")).rows[0].path).not.toBe("");
    await loader.end();
    const after = await readCatalog(client);
    expect(after.relations.every(({ owner }) => owner === "dump_loader")).toBe(true);
    expect(
      compareCatalogs(renamed(before, before.server.currentRole), renamed(after, "dump_loader")),
    ).toEqual([]);
  } finally {
    await drop();
  }
});

it("loads nothing at all where one statement fails", async () => {
  const before = await catalogAfter((client) =>
    client.query("create table a (id integer); create table b (id integer)"),
  );
  const { client, drop } = await freshDatabase();
  try {
    await client.query("create table public.b (id integer)");
    await expect(client.query(writeSchema(before))).rejects.toMatchObject({ code: "42P07" });
    await client.query("rollback");
    const { relations } = await readCatalog(client);
    expect(relations.map(({ name }) => name)).toEqual(["b"]);
  } finally {
    await drop();
  }
});

it("closes what the old default privileges would open", async () => {
  const before = await catalogAfter((client) =>
    client.query("create table a (id serial); create view v as select 1 as one"),
  );
  const after = await catalogAfter((client) => client.query(writeSchema(before)), { platform: "open" });
  expect(after.relations.flatMap(({ effective }) => effective)).toEqual([]);
  expect(after.defaultPrivileges).toEqual([]);
});

/** The catalog as it would be if its owner had another name. */
function renamed(catalog: Catalog, owner: string): Catalog {
  return JSON.parse(JSON.stringify(catalog).replaceAll(JSON.stringify(owner), '"the owner"')) as Catalog;
}
