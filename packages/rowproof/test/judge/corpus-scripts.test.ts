import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { hasPsql, psqlPrints } from "@rowproof/testing/psql";
import { sample } from "@rowproof/testing/sample";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Breach, Cell } from "../../src/judge/proof.js";
import { writeScript } from "../../src/judge/script.js";
import { caseContract, caseDatabase, corpusCases, proveCase } from "../attack/corpus-case.js";

const cases = await corpusCases(/^flawed--/);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "rowproof-scripts-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What is wrong with what a script printed: it must try, and show what the proof met. */
function faultOf(printed: string, { status }: Cell, { sqlstate, script }: Breach): string | undefined {
  if (printed.includes("Not tried")) return "the attempt was left out";
  if (/syntax error|does not exist/.test(printed)) return "a statement could not be understood";
  if (sqlstate !== undefined) return printed.includes(sqlstate) ? undefined : `no ${sqlstate}`;
  const counts = [...printed.matchAll(/SQLSTATE (\w+) rows (\d+)/g)];
  if (counts.length === 0) return "no outcome";
  const reached = counts.some(([, code, rows]) => code === "00000" && Number(rows) > 0);
  // A truncate, a call or a trigger's doing counts no row of its own: what is there afterwards is shown.
  const done = script.show.length > 0 && counts.every(([, code]) => code === "00000");
  if (status === "leak") return reached || done ? undefined : "no row";
  return counts.some(([, code, rows]) => code !== "00000" || rows === "0") ? undefined : "no lockout";
}

describe.runIf(hasPsql).concurrent("each broken cell of the corpus is shown by its script under psql", () => {
  test.concurrent.each(sample(cases, 8))("%s", async (name) => {
    // The scripts bring their own rows, so that they run on a database without any.
    const [proved, bare] = await Promise.all([caseDatabase(name), caseDatabase(name)]);
    try {
      const { cells } = await proveCase(proved, await caseContract(name));
      const faults: string[] = [];
      for (const [at, cell] of cells.entries()) {
        const [breach] = cell.breaches;
        if (breach === undefined) continue;
        const file = path.join(folder, `${name}-${at}.sql`);
        await writeFile(file, writeScript(cell, breach));
        const fault = faultOf(await psqlPrints(file, bare.url), cell, breach);
        if (fault !== undefined)
          faults.push(`${cell.actor} ${cell.command} ${cell.object.name} by ${breach.attack}: ${fault}`);
      }
      expect(faults).toEqual([]);
    } finally {
      await Promise.all([proved.drop(), bare.drop()]);
    }
  });
});
