// A server for the bench, two databases on it, and copies of them.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openServer } from "../../packages/rowproof/dist/embedded/server.js";
import { connect } from "../../packages/rowproof/dist/sql/connection.js";
import { identifier } from "../../packages/rowproof/dist/sql/sql.js";
import { statement } from "./statement.mjs";

/** @typedef {<Result>(run: (client: import("pg").Client) => Promise<Result>) => Promise<Result>} Borrow */

/**
 * @typedef {object} Databases by name; "first" exists from the start and is empty
 * @property {(name: string) => Borrow} on lends a superuser's connection
 * @property {(name: string, of: string) => Promise<void>} copy
 * @property {<Result>(of: string, run: (on: Borrow) => Promise<Result>) => Promise<Result>} onCopy does that with
 *   a copy, which is dropped afterwards: every mutant gets the same pages, and no dead rows of earlier ones
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
  const on = (name) => (use) => withClient(server.url(name), use);
  const administer = (sql) => on("postgres")((client) => client.query(sql));
  const copy = (name, of) =>
    administer(statement`create database ${identifier(name)} template ${identifier(of)}`);
  const drop = (name) => administer(statement`drop database ${identifier(name)} with (force)`);
  await on("postgres")(quiet);
  await administer("create database first");
  let copies = 0;
  return {
    on,
    copy,
    async onCopy(of, use) {
      copies += 1;
      const name = `copy_${copies}`;
      await copy(name, of);
      try {
        return await use(on(name));
      } finally {
        await drop(name);
      }
    },
  };
}

/** Autovacuum takes locks now and then; an attempt would wait for them and fail. */
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
