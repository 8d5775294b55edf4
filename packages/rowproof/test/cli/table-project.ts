import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { CommandOutput } from "@rowproof/testing/command-line";
import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { makeProject, type Project } from "@rowproof/testing/project";
import type pg from "pg";
import { expect } from "vitest";
import { readCatalog } from "../../src/catalog/catalog.js";
import { readCheckContext } from "../../src/check/context.js";
import { plan } from "../../src/commands/plan.js";
import { up } from "../../src/commands/up.js";
import { readResolved } from "../../src/commands/verification/verification.js";
import { verify } from "../../src/commands/verify.js";
import { loadContract } from "../../src/contract/load.js";
import type { Major } from "../../src/embedded/binaries.js";
import { planDatabase } from "../../src/plan/plan.js";
import { runCli } from "./command-line.js";

export const amara = "a0000000-0000-4000-8000-000000000001";
export const bo = "b0000000-0000-4000-8000-000000000002";

/** A project whose database obeys its contract, and what can be done with both. */
export interface TableProject extends Project {
  readonly database: FreshDatabase;
  /** The options with which a command works on the project and its database. */
  readonly options: { readonly config: string; readonly database: string };
  /** Runs the command line against the database, and fails the test where it does not exit with a code. */
  expectExit(code: number, ...parameters: readonly string[]): Promise<CommandOutput>;
  /** Applies what is pending. */
  up(): Promise<void>;
  /** Applies what is pending, and makes sure that there is no finding and nothing left to plan. */
  apply(): Promise<void>;
  /** What the database's schemas hold, as a digest. */
  schema(): Promise<string>;
  /** Every file with what it holds. */
  files(): Promise<Readonly<Record<string, string>>>;
}

/**
 * @param config the contract's file
 * @param tables SQL that makes what the contract names; policies and all that is not in it come from a plan
 */
export async function makeTableProject(
  config: string,
  tables: string,
  major: Major = 17,
): Promise<TableProject> {
  const database = await freshDatabase({ major });
  const project = await makeProject(config);
  await database.client.query(tables);
  await database.client.query("insert into auth.users (id) values ($1), ($2)", [amara, bo]);
  await obeyContract(project.directory, database.client);
  const options = { config: path.join(project.directory, "rowproof.config.ts"), database: database.url };
  const expectExit: TableProject["expectExit"] = async (code, ...parameters) => {
    const outcome = await runCli(project.directory, [...parameters, "--database", database.url]);
    expect(outcome.code, `${parameters.join(" ")}\n${outcome.stderr}${outcome.stdout}`).toBe(code);
    return outcome;
  };
  return {
    ...project,
    database,
    options,
    expectExit,
    up: () => applyTo(options),
    apply: async () => {
      await applyTo(options);
      expect(await verify(options)).toMatchObject({ clean: true });
      expect(await plan(options)).toMatchObject({ clean: true, sql: "" });
    },
    schema: async () => {
      const { schemas } = await loadContract(path.join(project.directory, "rowproof.config.ts"));
      // Roles are the whole server's, where other tests make some.
      const { roles: _, ...catalog } = await readCatalog(database.client, { schemas });
      return createHash("sha256").update(JSON.stringify(catalog)).digest("hex");
    },
    files: () => readFiles(project.directory),
    remove: async () => {
      await database.drop();
      await project.remove();
    },
  };
}

/** Applies what is pending without a backup and without a proof, and expects a clean result. */
export async function applyTo(options: TableProject["options"]): Promise<void> {
  expect(await up({ ...options, backup: false, gate: "verify" })).toMatchObject({ clean: true });
}

/** Runs what the contract of a folder asks for and the database lacks. */
export async function obeyContract(directory: string, client: pg.Client): Promise<void> {
  const contract = await loadContract(path.join(directory, "rowproof.config.ts"));
  const context = await readCheckContext(await readResolved(contract, client));
  const { groups, refusals } = planDatabase(context, { isNew: () => true });
  expect(refusals).toEqual([]);
  await client.query(groups.flatMap(({ actions }) => actions.map(({ sql }) => sql)).join("\n"));
}

async function readFiles(directory: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    files.map(async (file) => [path.relative(directory, file), await readFile(file, "utf8")]),
  );
  return Object.fromEntries(texts);
}

/** A user's id, or whose request carries none. */
type UserOrRole = string | "anon" | "service";

/** What a statement gives a caller: the rows that it returns or touches, or the error's code. It stays done. */
export async function as(client: pg.Client, caller: UserOrRole, statement: string): Promise<number | string> {
  const role = { anon: "anon", service: "service_role" }[caller] ?? "authenticated";
  const claims = JSON.stringify(role === "authenticated" ? { role, sub: caller } : { role });
  await client.query(`begin; set local role ${role}`);
  try {
    await client.query("select set_config('request.jwt.claims', $1, true)", [claims]);
    const { rowCount } = await client.query(statement);
    await client.query("commit");
    return rowCount ?? 0;
  } catch (error) {
    await client.query("rollback");
    return (error as pg.DatabaseError).code ?? "unknown";
  }
}
