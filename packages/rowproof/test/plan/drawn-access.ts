import pg from "pg";
import type { Contract } from "../../src/contract/contract.js";
import { qualifiedName, viewsOf } from "../../src/contract/tables.js";
import { amara, bo } from "./drawn-sql.js";

/**
 * What callers really get, beside what the contract says: who reads which rows through which name, and whether a row can be
 * given away. Nothing of the planner's or the checks' reasoning is used.
 */
export async function accessFaults(client: pg.Client, contract: Contract): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const [key, table] of Object.entries(contract.tables)) {
    const { schema, name } = qualifiedName(key, contract.schemas);
    const base = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
    const names = [name, ...viewsOf(table).map((view) => view.name)];
    for (const relation of names) {
      const on = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(relation)}`;
      for (const [role, user] of [
        ["anon", null],
        ["authenticated", amara],
        ["authenticated", bo],
        ["service_role", null],
      ] as const) {
        for (const command of ["select", "delete"] as const) {
          const actor = { role, user, access: table.access[role] };
          const expected = await expectedRows(client, base, actor, command);
          const reached = await countAs(client, on, actor, command);
          if (expected !== "unknown" && reached !== "unknown" && expected !== reached) {
            faults.push(
              `${role} ${user ?? ""} may ${command} ${reached} rows of ${on}, and ${expected} by the contract`,
            );
          }
        }
      }
    }
  }
  return faults;
}

/** A role, its user if it is signed in, and what the contract gives it. */
interface DrawnActor {
  readonly role: string;
  readonly user: string | null;
  readonly access: Contract["tables"][string]["access"]["anon"];
}

async function expectedRows(
  client: pg.Client,
  base: string,
  { access, user }: DrawnActor,
  command: "select" | "delete",
): Promise<number | "denied" | "unknown"> {
  const { rows } = access[command];
  switch (rows.kind) {
    case "none":
      return "denied";
    case "all":
      return count(client, `select from ${base}`);
    case "own":
      return count(client, `select from ${base} where ${pg.escapeIdentifier(rows.column)}::text = '${user}'`);
    case "where": {
      const claims = user === null ? "" : JSON.stringify({ sub: user, role: "authenticated" });
      await client.query("begin");
      await client.query("select set_config('request.jwt.claims', $1, true)", [claims]);
      return count(client, `select from ${base} where (${rows.predicate})`).finally(() =>
        client.query("rollback"),
      );
    }
    default:
      return "unknown";
  }
}

async function count(client: pg.Client, query: string): Promise<number> {
  const { rows } = await client.query<{ n: number }>(`select count(*)::int as n from (${query}) q`);
  return rows[0]?.n ?? -1;
}

/** A foreign key may refuse a deletion, which says nothing about access. */
const refusedByKey = ["23503", "23001"];

async function countAs(
  client: pg.Client,
  on: string,
  { role, user }: DrawnActor,
  command: "select" | "delete",
): Promise<number | "denied" | "unknown"> {
  await client.query("begin");
  try {
    const claims = user === null ? "" : JSON.stringify({ sub: user, role });
    await client.query("select set_config('request.jwt.claims', $1, true)", [claims]);
    await client.query(`set local role ${role}`);
    if (command === "select") return await count(client, `select from ${on}`);
    return (await client.query(`delete from ${on}`)).rowCount ?? 0;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === "42501") return "denied";
    if (error instanceof pg.DatabaseError && refusedByKey.includes(error.code ?? "")) return "unknown";
    throw error;
  } finally {
    await client.query("rollback");
  }
}
