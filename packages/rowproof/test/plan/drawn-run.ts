import type pg from "pg";
import type { Contract } from "../../src/contract/contract.js";
import { contradictions } from "../../src/contract/contradictions.js";
import { predicateMistakes } from "../../src/contract/predicate-mistakes.js";
import { drawnContract, hasView } from "./drawn-contract.js";
import { createTable, createView, insertRows, leftovers, prelude } from "./drawn-sql.js";
import type { DrawnTable } from "./drawn-table.js";

/** Makes the drawn database. */
export async function build(
  client: pg.Client,
  tables: readonly DrawnTable[],
  beside: readonly string[],
): Promise<void> {
  await client.query(prelude);
  for (const table of tables) {
    await client.query(createTable(tables, table));
    if (hasView(tables, table)) await client.query(createView(tables, table) || "select");
  }
  for (const table of tables) await client.query(insertRows(tables, table) || "select");
  for (const table of tables) await client.query(leftovers(table) || "select");
  for (const statement of beside) await client.query(statement);
}

/** The drawn contract, as far as a config file could say it. */
export async function contractOf(tables: readonly DrawnTable[]): Promise<Contract> {
  const contract = drawnContract(tables, "/drawn");
  const mistakes = [...contradictions(contract), ...(await predicateMistakes(contract))];
  if (mistakes.length > 0) throw new Error(mistakes.map(({ message }) => message).join("; "));
  return contract;
}

/** For every table, its rows as text, whole and in an order that depends on nothing but them. */
export async function contents(client: pg.ClientBase): Promise<readonly string[]> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'app', 'auth') and c.relkind = 'r' order by 1`,
  );
  const all: string[] = [];
  for (const { name } of tables) {
    const { rows } = await client.query<{ line: string }>(
      `select row(t.*)::text as line from only ${name} t order by 1`,
    );
    all.push(`${name}: ${rows.map(({ line }) => line).join(" | ")}`);
  }
  return all;
}
