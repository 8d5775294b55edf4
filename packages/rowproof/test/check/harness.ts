import { type FreshDatabase, freshCluster } from "@rowproof/testing/database";
import { afterAll, beforeAll } from "vitest";
import { readCatalog } from "../../src/catalog/catalog.js";
import { checkDatabase } from "../../src/check/run.js";
import type { Contract } from "../../src/contract/contract.js";
import { resolveContract } from "../../src/contract/resolved.js";
import type { Finding } from "../../src/diagnostic.js";
import type { Major } from "../../src/embedded/binaries.js";
import { journalContract, journalSql } from "./journal.js";

export interface FoundAndFixed {
  readonly findings: readonly Finding[];
  /** What is still found after every fix that was proposed has been run, in one go. */
  readonly afterMending: readonly Finding[];
}

/** Gives a file of tests the journal's database, on a server of its own: some cases change roles. */
export function useJournal(major: Major = 17) {
  let database: FreshDatabase | undefined;
  beforeAll(async () => {
    database = await freshCluster({ major });
    await database.client.query(journalSql);
  });
  afterAll(() => database?.drop());

  /** What is found after a change, which is then taken back. */
  return async (change: string, contract: Contract = journalContract): Promise<FoundAndFixed> => {
    if (database === undefined) throw new Error("the database is not there yet");
    const { client } = database;
    const check = async () =>
      checkDatabase(resolveContract(contract, await readCatalog(client, { schemas: contract.schemas })));
    await client.query("begin");
    try {
      await client.query(change);
      const findings = await check();
      await client.query([...new Set(findings.map(({ fix }) => fix))].filter(isSql).join("\n"));
      return { findings, afterMending: await check() };
    } finally {
      await client.query("rollback");
    }
  };
}

/** A fix that cannot run in a transaction, or is advice and not a statement, is left out. What follows it may be a comment. */
function isSql(fix: string): boolean {
  const statements = fix.replace(/(\n--.*)+$/, "");
  return (
    statements.endsWith(";") &&
    /^(alter|create|drop|grant|revoke) /.test(fix) &&
    !fix.includes(" concurrently ")
  );
}

/** `error policy/missing: table public.runs`, in the order of the report. */
export function named(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ level, id, object }) => `${level} ${id}: ${object}`);
}
