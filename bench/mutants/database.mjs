// A server of the bench's own, two databases on it, and copies of them.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openServer } from "../../packages/rowproof/dist/embedded/server.js";
import { connect } from "../../packages/rowproof/dist/sql/connection.js";
import { identifier, statement } from "./statement.mjs";

/** @typedef {"first" | "planted"} Name the schema alone, and the same with rows */

/** @typedef {<Result>(run: (client: import("pg").Client) => Promise<Result>) => Promise<Result>} Borrow */

/**
 * @typedef {object} Databases
 * @property {<Result>(name: Name, run: (client: import("pg").Client) => Promise<Result>) => Promise<Result>} on lends a
 *   superuser's connection; what is done in "first" before "planted" is used is in that too
 * @property {<Result>(name: Name, run: (on: Borrow) => Promise<Result>) => Promise<Result>} onCopy lends such connections to
 *   a copy, which is dropped afterwards: every mutant finds the same pages, and no dead rows of the ones before
 */

/**
 * @template Result
 * @param {number} major
 * @param {(databases: Databases) => Promise<Result>} run
 * @returns {Promise<Result>}
 */
export async function withDatabases(major, run) {
  const home = mkdtempSync(join(tmpdir(), "rowproof-mutants-"));
  chmodSync(home, 0o755);
  const server = await openServer({ directory: join(home, "data"), major, scratch: true });
  try {
    return await run(await databasesOf(server));
  } finally {
    await server.close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function databasesOf(server) {
  const on = (name, use) => withClient(server.url(name), use);
  const administer = (sql) => on("postgres", (client) => client.query(sql));
  await on("postgres", quiet);
  await administer("create database first");
  let copies = 0;
  let planted;
  return {
    async on(name, use) {
      if (name === "planted") planted ??= administer("create database planted template first");
      await planted;
      return on(name, use);
    },
    async onCopy(name, use) {
      copies += 1;
      return withCopy(administer, `copy_${copies}`, name, (copy) => use((run) => on(copy, run)));
    },
  };
}

async function withCopy(administer, copy, of, use) {
  await administer(statement`create database ${identifier(copy)} template ${identifier(of)}`);
  try {
    return await use(copy);
  } finally {
    await administer(statement`drop database ${identifier(copy)} with (force)`);
  }
}

/** Autovacuum holds a lock now and then, for which an attempt would wait, and fail. */
async function quiet(client) {
  await client.query("alter system set autovacuum = off");
  await client.query("select pg_reload_conf()");
}

async function withClient(url, use) {
  const client = await connect(url);
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
