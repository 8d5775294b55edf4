import type pg from "pg";
import { readCatalog } from "../../../src/catalog/catalog.js";
import type { RelationName } from "../../../src/catalog/facts.js";
import type { Contract } from "../../../src/contract/contract.js";
import { neighbours } from "../../../src/prove/cast.js";
import { plantRows } from "../../../src/prove/plant/plant.js";
import type { Planted, PlantedRow } from "../../../src/prove/plant/planted.js";
import { identifier, literal } from "../../../src/sql/sql.js";

/** Begins a transaction and plants in it. */
export async function plantIn(client: pg.ClientBase, contract: Contract): Promise<Planted> {
  const catalog = await readCatalog(client, { schemas: contract.schemas });
  await client.query("begin");
  return plantRows(client, { contract, catalog });
}

/** How many rows each person has in each table, but for the neighbours: `{ "public.t": { amara: 2 } }`. */
export function counts({ rows }: Planted): Record<string, Record<string, number>> {
  const found: Record<string, Record<string, number>> = {};
  for (const { table, person } of rows.filter((row) => !neighbours.includes(row.person))) {
    const key = `${table.schema}.${table.name}`;
    const ofTable = found[key] ?? {};
    found[key] = { ...ofTable, [person]: (ofTable[person] ?? 0) + 1 };
  }
  return found;
}

/** The rows of one table, of one person where that is asked. */
export function rowsOf({ rows }: Planted, name: string, person?: string): readonly PlantedRow["row"][] {
  return rows
    .filter(({ table, person: who }) => table.name === name && (person === undefined || who === person))
    .map(({ row }) => row);
}

/**
 * Undoes the planting, runs its statements as a script, and returns the rows that are not there again.
 * @param touched columns that a trigger sets anew
 */
export async function missingAfterScript(
  client: pg.ClientBase,
  planted: Planted,
  touched: readonly string[] = [],
): Promise<readonly string[]> {
  await client.query("rollback; begin");
  for (const { statement } of planted.rows) await client.query(statement);
  const missing: string[] = [];
  for (const { table, row } of planted.rows) {
    const compared = Object.fromEntries(Object.entries(row).filter(([column]) => !touched.includes(column)));
    const { rows } = await client.query(`select ${columnsAsText(compared)} from ${nameOf(table)}`);
    const wanted = JSON.stringify(compared);
    if (!rows.some((one) => JSON.stringify(one) === wanted)) missing.push(`${table.name} ${wanted}`);
  }
  return missing;
}

/** The tables and persons whose seedling no insert takes: the table as it stands, or without the person's own row. */
export async function witheredSeedlings(
  client: pg.ClientBase,
  planted: Planted,
  round = 0,
): Promise<readonly string[]> {
  const withered: string[] = [];
  const tables = new Map(planted.rows.map(({ table }) => [nameOf(table), table]));
  for (const table of [...tables.values()].filter(({ schema }) => schema !== "auth")) {
    for (const { name, id } of planted.persons.filter((person) => !neighbours.includes(person.name))) {
      const seedling = planted.seedling(table, name, round);
      if (seedling === undefined) withered.push(`${table.name} ${name}: none`);
      else if (!(await isInsertable(client, table, id, seedling))) withered.push(`${table.name} ${name}`);
    }
  }
  return withered;
}

async function isInsertable(
  client: pg.ClientBase,
  table: RelationName,
  id: string,
  seedling: Readonly<Record<string, string>>,
): Promise<boolean> {
  const names = Object.keys(seedling).map((name) => identifier(name).text);
  const insert = `insert into ${nameOf(table)} (${names.join(", ")}) values (${Object.values(seedling).join(", ")})`;
  const clearing = `set local session_replication_role = replica; delete from ${nameOf(table)};
    set local session_replication_role = origin; `;
  const own = JSON.stringify({ sub: id, role: "authenticated" });
  for (const claims of [own, JSON.stringify({ role: "service_role" })]) {
    for (const before of ["", clearing]) {
      await client.query("savepoint seedling");
      try {
        await client.query(`set local request.jwt.claims = ${literal(claims).text}; ${before}${insert}`);
        return true;
      } catch {
        // Tried once more with other claims, or where it is the only row.
      } finally {
        await client.query("rollback to savepoint seedling");
      }
    }
  }
  return false;
}

function nameOf({ schema, name }: RelationName): string {
  return identifier(schema, name).text;
}

function columnsAsText(row: PlantedRow["row"]): string {
  return Object.keys(row)
    .map((name) => `${identifier(name).text}::text as ${identifier(name).text}`)
    .join(", ");
}
