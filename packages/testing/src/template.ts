import pg from "pg";
import type { EmbeddedServer } from "rowproof/embedded";
import { connect } from "./connection.js";

/** A database that is made once on each server and copied for each test. */
export interface DatabaseTemplate {
  /** Names the template among the databases of a server. */
  readonly name: string;
  /** Fills the new, empty database. */
  prepare(client: pg.Client): Promise<unknown>;
}

/** Makes a database as a copy of a template. */
export async function copyTemplate(
  server: EmbeddedServer,
  database: string,
  template: DatabaseTemplate,
): Promise<void> {
  await ensureTemplate(server, template);
  await createDatabase(server, database, template.name);
}

/** Drops a database, even if somebody is connected to it. */
export async function dropDatabase(server: EmbeddedServer, database: string): Promise<void> {
  await administer(server, (admin) =>
    admin.query(`drop database if exists ${pg.escapeIdentifier(database)} with (force)`),
  );
}

/** Makes an empty database, or a copy of another one to which nobody is connected. */
export async function createDatabase(
  server: EmbeddedServer,
  database: string,
  source = "template1",
): Promise<void> {
  await administer(server, (admin) => admin.query(creation(database, source)));
}

const prepared = new Map<string, Promise<void>>();

/** Once per worker and server; among workers, a lock on the server's own database lets one prepare and the others wait. */
function ensureTemplate(server: EmbeddedServer, template: DatabaseTemplate): Promise<void> {
  const key = `${server.directory} ${template.name}`;
  const known = prepared.get(key);
  if (known !== undefined) return known;
  const preparing = administer(server, (admin) => prepareOnce(server, template, admin));
  prepared.set(key, preparing);
  return preparing;
}

async function prepareOnce(
  server: EmbeddedServer,
  template: DatabaseTemplate,
  admin: pg.Client,
): Promise<void> {
  await admin.query("select pg_advisory_lock(hashtext($1))", [template.name]);
  const { rowCount } = await admin.query("select from pg_catalog.pg_database where datname = $1", [
    template.name,
  ]);
  if (rowCount !== 0) return;
  const draft = `${template.name}_draft`;
  await admin.query(`drop database if exists ${pg.escapeIdentifier(draft)} with (force)`);
  await admin.query(creation(draft));
  const client = await connect(server.url(draft));
  await template.prepare(client).finally(() => client.end());
  await admin.query(
    `alter database ${pg.escapeIdentifier(draft)} rename to ${pg.escapeIdentifier(template.name)}`,
  );
}

function creation(database: string, source = "template1"): string {
  return `create database ${pg.escapeIdentifier(database)} template ${pg.escapeIdentifier(source)}`;
}

async function administer<Result>(
  server: EmbeddedServer,
  work: (admin: pg.Client) => Promise<Result>,
): Promise<Result> {
  const admin = await connect(server.url("postgres"));
  return work(admin).finally(() => admin.end());
}
