import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import type pg from "pg";
import { afterEach } from "vitest";
import type { Contract, TableContract } from "../../src/contract/contract.js";
import type { Major } from "../../src/embedded/binaries.js";
import { writePlan } from "../../src/plan/file.js";
import type { Plan, PlanOptions } from "../../src/plan/plan.js";
import { apply, findings, planFor } from "./applying.js";

export const amara = "0b6f6e9e-5f1e-4c57-9a0e-0d1f6a3e1a01";
export const bo = "0b6f6e9e-5f1e-4c57-9a0e-0d1f6a3e1b02";

type Tables = Readonly<Record<string, Pick<TableContract, "access"> & Partial<TableContract>>>;

/** A contract with these tables, and nothing else said. */
export function contractWith(tables: Tables, more: Partial<Contract> = {}): Contract {
  return {
    file: "/small/rowproof.config.ts",
    directory: "/small",
    database: undefined,
    migrations: "/small/migrations",
    versions: {},
    schema: "/small/schema.sql",
    guide: "/small/docs/guide.md",
    schemas: ["public"],
    tables: Object.fromEntries(Object.entries(tables).map(([key, table]) => [key, { views: [], ...table }])),
    routines: {},
    actors: {},
    fixtures: {},
    place: () => undefined,
    ...more,
  };
}

/** One small database of a test. */
export interface Small {
  readonly client: pg.Client;
  readonly database: FreshDatabase;
  plan(contract: Contract, options?: PlanOptions): Promise<Plan>;
  /** The statements of a plan, one a line, as they stand in the file. */
  statements(contract: Contract, options?: PlanOptions): Promise<readonly string[]>;
  /** Plans, applies, and returns what is then not clean: nothing, and nothing left to plan. */
  obey(contract: Contract, options?: PlanOptions): Promise<readonly string[]>;
  /** What a statement comes to for a caller: the number of rows, or the SQLSTATE. Rolled back. */
  as(user: string | "anon" | "service", statement: string): Promise<number | string>;
}

/** Makes databases that go when their test ends. */
export function useSmall() {
  const made: FreshDatabase[] = [];
  afterEach(async () => {
    for (const database of made.splice(0)) await database.drop();
  });
  return async (sql: string, options: { open?: boolean; major?: Major } = {}): Promise<Small> => {
    const database = await freshDatabase({
      platform: options.open === true ? "open" : "closed",
      major: options.major ?? 17,
    });
    made.push(database);
    const { client, url } = database;
    await client.query(`insert into auth.users (id) values ('${amara}'), ('${bo}')`);
    await client.query("alter default privileges revoke execute on functions from public");
    await client.query(sql);
    const plan = (contract: Contract, given?: PlanOptions) => planFor(client, contract, given);
    return {
      client,
      database,
      plan,
      statements: async (contract, given) =>
        (await plan(contract, given)).groups.flatMap(({ actions }) => actions.map((action) => action.sql)),
      obey: async (contract, given) => {
        const made = await plan(contract, given);
        if (made.refusals.length > 0)
          return made.refusals.map(({ id, message }) => `refused ${id}: ${message}`);
        if (writePlan(made) !== "") await apply(url, contract, made);
        const again = await plan(contract, given);
        return [
          ...(await findings(client, contract)),
          ...again.groups.map(({ reason }) => `again: ${reason}`),
        ];
      },
      as: (user, statement) => attempt(client, user, statement),
    };
  };
}

async function attempt(client: pg.Client, user: string, statement: string): Promise<number | string> {
  const role = user === "anon" ? "anon" : user === "service" ? "service_role" : "authenticated";
  const claims = role === "authenticated" ? JSON.stringify({ sub: user, role }) : "";
  await client.query("begin");
  try {
    await client.query("select set_config('request.jwt.claims', $1, true)", [claims]);
    await client.query(`set local role ${role}`);
    return (await client.query(statement)).rowCount ?? 0;
  } catch (error) {
    if (error instanceof Error && "code" in error) return String(error.code);
    throw error;
  } finally {
    await client.query("rollback");
  }
}
