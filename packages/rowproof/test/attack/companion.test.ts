import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Contract } from "../../src/contract/contract.js";
import { loadContract } from "../../src/contract/load.js";
import { brokenLines, proveSeeded } from "./proving.js";

const companion = (file: string) =>
  fileURLToPath(new URL(`../../../../apps/companion/${file}`, import.meta.url));

let database: FreshDatabase;
let contract: Contract;
beforeAll(async () => {
  database = await freshDatabase();
  await database.client.query(await readFile(companion("schema.sql"), "utf8"));
  contract = await loadContract(companion("rowproof.config.ts"));
});
afterAll(() => database.drop());

test("the companion keeps every cell of its contract", async () => {
  const proof = await proveSeeded(database, contract);
  expect(brokenLines(proof)).toEqual([]);
});
