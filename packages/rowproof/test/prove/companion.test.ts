import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Contract } from "../../src/contract/contract.js";
import { loadContract } from "../../src/contract/load.js";
import { type FreshDatabase, freshDatabase } from "../database.js";
import { brokenLines, provePlanted } from "./proving.js";

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
  const begun = performance.now();
  const proof = await provePlanted(database, contract);
  console.log(proof.attempts, proof.cells.length, performance.now() - begun);
  for (const cell of proof.cells)
    for (const b of cell.breaches.slice(0, 2))
      console.log(cell.status, b.attack, b.what, b.sqlstate, "\n", b.why);
  console.log(proof.notes.map((n) => n.message));
  expect(brokenLines(proof)).toEqual([]);
});
