import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import type { Contract } from "../../src/contract/contract.js";
import { loadContract } from "../../src/contract/load.js";
import type { Major } from "../../src/embedded/binaries.js";
import type { Proof } from "../../src/judge/proof.js";
import { proveSeeded } from "./proving.js";

const corpus = fileURLToPath(new URL("../../../../corpus/", import.meta.url));

/** A broken or allowed cell, as `expected.json` writes it. */
export interface ExpectedCell {
  readonly object: string;
  readonly actor: string;
  readonly command: string;
  readonly status: string;
}

/** The `expected.json` of a case. */
export interface CorpusExpectation {
  readonly broken: readonly ExpectedCell[];
  readonly allowed_too?: readonly ExpectedCell[];
  readonly untested?: readonly string[];
  /** Ids of notes that the proof must have, among others. */
  readonly notes?: readonly string[];
  /** The id of the attack that alone finds what is broken: no other attack finds any of it. */
  readonly attack?: string;
}

/** The names of the cases, sorted. */
export async function corpusCases(kinds = /^(?:flawed|correct)--/): Promise<readonly string[]> {
  return (await readdir(corpus)).filter((name) => kinds.test(name)).sort();
}

export function caseContract(name: string): Promise<Contract> {
  return loadContract(path.join(corpus, name, "rowproof.config.ts"));
}

export async function caseExpectation(name: string): Promise<CorpusExpectation> {
  return JSON.parse(await readFile(path.join(corpus, name, "expected.json"), "utf8"));
}

/** A new database with the schema of a case. */
export async function caseDatabase(name: string, major: Major = 17): Promise<FreshDatabase> {
  const database = await freshDatabase({ major });
  await database.client.query(await readFile(path.join(corpus, name, "schema.sql"), "utf8"));
  return database;
}

/** The proof of a case on its database, in every schema that the case makes. */
export async function proveCase(database: FreshDatabase, contract: Contract): Promise<Proof> {
  const { rows } = await database.client.query<{ name: string }>(
    "select nspname as name from pg_namespace where nspname !~ '^pg_|^information_schema$|^auth$'",
  );
  return proveSeeded(
    database,
    contract,
    rows.map(({ name }) => name),
  );
}
