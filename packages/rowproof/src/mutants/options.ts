import type pg from "pg";
import { RowproofError } from "../diagnostic.js";

/** The options that can make no sense, unchecked: they may come from JavaScript. */
interface UncheckedOptions {
  readonly database?: unknown;
  readonly client?: pg.ClientBase;
  readonly contract?: unknown;
  readonly count?: unknown;
  readonly seed?: unknown;
}

/**
 * The connection string or the client.
 *
 * @throws {RowproofError} exit code 2: which option makes no sense, and what to write.
 */
export function checkOptions(options: UncheckedOptions): string | pg.ClientBase {
  const { database, client, contract, count, seed } = options ?? {};
  if (typeof contract !== "object" || contract === null) {
    throw wrongOption(
      "contract",
      "the contract says which access is right",
      "pass the value of loadContract()",
    );
  }
  if (count !== undefined && !isWhole(count, 1)) {
    throw wrongOption("count", "it is the number of mutants to draw", "pass a whole number from 1 on");
  }
  if (seed !== undefined && !isWhole(seed, 0)) {
    throw wrongOption("seed", "it decides which mutants are drawn", "pass a whole number from 0 on");
  }
  if (client !== undefined && database === undefined) return client;
  if (typeof database === "string" && client === undefined) return database;
  throw wrongOption(
    "database",
    "mutants need one database to change",
    "pass either database, a connection string, or client, a connection",
  );
}

function isWhole(value: unknown, least: number): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= least;
}

function wrongOption(option: string, why: string, fix: string): RowproofError {
  const message = `the option ${option} of runMutants is missing or makes no sense`;
  return new RowproofError({ id: "mutants/wrong-option", message, why, fix }, 2);
}
