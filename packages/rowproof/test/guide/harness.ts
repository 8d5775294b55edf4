import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterAll, beforeAll } from "vitest";
import { readCheckContext } from "../../src/check/context.js";
import { checkAgainst } from "../../src/commands/verification/verification.js";
import type { Contract, TableContract } from "../../src/contract/contract.js";
import { writeGuide } from "../../src/guide/guide.js";
import type { GuideMigration } from "../../src/guide/material.js";
import { tableSection } from "../../src/guide/table.js";
import { journalContract, journalSql } from "../check/journal.js";

/** The guide of a database, as the command writes it. */
export async function guideOf(
  { client }: FreshDatabase,
  contract: Contract = journalContract,
  migrations: readonly GuideMigration[] = [],
): Promise<string> {
  return writeGuide({ ...(await checkAgainst(contract, client)), migrations });
}

/** The journal's contract with more tables, or others. */
export function withTables(tables: Readonly<Record<string, TableContract>>): Contract {
  return { ...journalContract, tables: { ...journalContract.tables, ...tables } };
}

/** Gives a file of tests the journal's database, and what the guide says after a change, which is then taken back. */
export function useGuide() {
  let database: FreshDatabase | undefined;
  beforeAll(async () => {
    database = await freshDatabase();
    await database.client.query(journalSql);
  });
  afterAll(() => database?.drop());

  const changed = async <T>(change: string, look: (there: FreshDatabase) => Promise<T>): Promise<T> => {
    if (database === undefined) throw new Error("the database is not there yet");
    await database.client.query("begin");
    try {
      await database.client.query(change);
      return await look(database);
    } finally {
      await database.client.query("rollback");
    }
  };
  return {
    guide: (change: string, contract?: Contract, migrations?: readonly GuideMigration[]) =>
      changed(change, (there) => guideOf(there, contract, migrations)),
    /** The section of one table by itself. */
    section: (change: string, key: string, contract: Contract = journalContract) =>
      changed(change, async ({ client }) => {
        const { contract: resolved } = await checkAgainst(contract, client);
        const table = resolved.tableNamed(key);
        if (table === undefined) throw new Error(`the contract has no table ${key}`);
        return tableSection(await readCheckContext(resolved), table);
      }),
  };
}

/** The part of a text under a heading or a bold title, without it, up to the next one of its kind. */
export function under(title: string, text: string): string {
  const sign = /^#+ |^\*\*/.exec(title)?.[0] ?? "";
  const from = text.indexOf(`${title}\n`);
  if (from === -1) return "";
  const rest = text.slice(from + title.length + 1);
  const end = rest.search(sign === "**" ? /^(\*\*|#)/m : new RegExp(`^#{1,${sign.length - 1}} `, "m"));
  return (end === -1 ? rest : rest.slice(0, end)).trim();
}
