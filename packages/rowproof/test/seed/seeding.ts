import type pg from "pg";
import { readCatalog } from "../../src/catalog/catalog.js";
import type { RelationName } from "../../src/catalog/facts.js";
import type { Contract } from "../../src/contract/contract.js";
import { resolveContract } from "../../src/contract/resolved.js";
import { seedRows } from "../../src/seed/seed-rows.js";
import type { SeededRow, SeedResult } from "../../src/seed/seeded.js";
import { neighbours } from "../../src/seed/test-users.js";
import { identifier, literal } from "../../src/sql/sql.js";

/** Begins a transaction and seeds in it. */
export async function seedIn(client: pg.ClientBase, contract: Contract): Promise<SeedResult> {
  const catalog = await readCatalog(client, { schemas: contract.schemas });
  await client.query("begin");
  return seedRows(client, resolveContract(contract, catalog));
}

/** How many rows each test user has in each table, without the neighbours: `{ "public.t": { amara: 2 } }`. */
export function counts({ rows }: SeedResult): Record<string, Record<string, number>> {
  const found: Record<string, Record<string, number>> = {};
  for (const { table, person } of rows.filter((row) => !neighbours.includes(row.person))) {
    const key = `${table.schema}.${table.name}`;
    const ofTable = found[key] ?? {};
    found[key] = { ...ofTable, [person]: (ofTable[person] ?? 0) + 1 };
  }
  return found;
}

/** The rows of one table, or those of one test user in it. */
export function rowsOf({ rows }: SeedResult, name: string, person?: string): readonly SeededRow["row"][] {
  return rows
    .filter(({ table, person: who }) => table.name === name && (person === undefined || who === person))
    .map(({ row }) => row);
}

/**
 * Rolls back the seeding, runs its statements as a script, and returns the rows that are missing then.
 * @param touched columns that a trigger sets again
 */
export async function missingAfterScript(
  client: pg.ClientBase,
  seeded: SeedResult,
  touched: readonly string[] = [],
): Promise<readonly string[]> {
  await client.query("rollback; begin");
  for (const { statement } of seeded.rows) await client.query(statement);
  const missing: string[] = [];
  for (const { table, row } of seeded.rows) {
    const compared = Object.fromEntries(Object.entries(row).filter(([column]) => !touched.includes(column)));
    const { rows } = await client.query(`select ${columnsAsText(compared)} from ${nameOf(table)}`);
    const wanted = JSON.stringify(compared);
    if (!rows.some((one) => JSON.stringify(one) === wanted)) missing.push(`${table.name} ${wanted}`);
  }
  return missing;
}

/** The tables and test users without a new row that can be inserted, either into the table as it is or into an empty one. */
export async function unmakeableRows(
  client: pg.ClientBase,
  seeded: SeedResult,
  round = 0,
): Promise<readonly string[]> {
  const impossible: string[] = [];
  const tables = new Map(seeded.rows.map(({ table }) => [nameOf(table), table]));
  for (const table of [...tables.values()].filter(({ schema }) => schema !== "auth")) {
    for (const { name, id } of seeded.persons.filter((person) => !neighbours.includes(person.name))) {
      const newRow = seeded.newRow(table, name, round);
      if (newRow === undefined) impossible.push(`${table.name} ${name}: none`);
      else if (!(await isInsertable(client, table, id, newRow))) impossible.push(`${table.name} ${name}`);
    }
  }
  return impossible;
}

async function isInsertable(
  client: pg.ClientBase,
  table: RelationName,
  id: string,
  newRow: Readonly<Record<string, string>>,
): Promise<boolean> {
  const names = Object.keys(newRow).map((name) => identifier(name).text);
  const insert = `insert into ${nameOf(table)} (${names.join(", ")}) values (${Object.values(newRow).join(", ")})`;
  const clearing = `set local session_replication_role = replica; delete from ${nameOf(table)};
    set local session_replication_role = origin; `;
  const own = JSON.stringify({ sub: id, role: "authenticated" });
  for (const claims of [own, JSON.stringify({ role: "service_role" })]) {
    for (const before of ["", clearing]) {
      await client.query("savepoint newRow");
      try {
        await client.query(`set local request.jwt.claims = ${literal(claims).text}; ${before}${insert}`);
        return true;
      } catch {
        // The next try has other claims, or deletes all rows first.
      } finally {
        await client.query("rollback to savepoint newRow");
      }
    }
  }
  return false;
}

function nameOf({ schema, name }: RelationName): string {
  return identifier(schema, name).text;
}

function columnsAsText(row: SeededRow["row"]): string {
  return Object.keys(row)
    .map((name) => `${identifier(name).text}::text as ${identifier(name).text}`)
    .join(", ");
}
