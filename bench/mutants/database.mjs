// A server of the bench's own, a database on it, and copies of that.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openServer } from "../../packages/rowproof/dist/embedded/server.js";
import { connect } from "../../packages/rowproof/dist/sql/connection.js";
import { identifier, statement } from "./statement.mjs";

/** @typedef {<Result>(run: (client: import("pg").Client) => Promise<Result>) => Promise<Result>} Borrow */

/**
 * @typedef {object} Databases
 * @property {Borrow} onFirst lends a superuser's connection to the database that copies are made of
 * @property {Borrow} onCopy lends one to a copy of it, which is dropped afterwards: every mutant finds the same pages, and no
 *   dead rows of the ones before
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
    const borrow = (name) => (use) => withClient(server.url(name), use);
    const administer = (sql) => borrow("postgres")((client) => client.query(sql));
    await quiet(borrow("postgres"));
    await administer(statement`create database ${first}`);
    return await run({ onFirst: borrow("first"), onCopy: (use) => copied(administer, borrow("copy"), use) });
  } finally {
    await server.close();
    rmSync(home, { recursive: true, force: true });
  }
}

const first = identifier("first");
const copy = identifier("copy");

async function copied(administer, borrow, use) {
  await administer(statement`create database ${copy} template ${first}`);
  try {
    return await borrow(use);
  } finally {
    await administer(statement`drop database ${copy} with (force)`);
  }
}

/** Autovacuum holds a lock now and then, for which an attempt would wait, and fail. */
function quiet(borrow) {
  return borrow(async (client) => {
    await client.query("alter system set autovacuum = off");
    await client.query("select pg_reload_conf()");
  });
}

async function withClient(url, use) {
  const client = await connect(url);
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
