import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freshDatabase } from "@rowproof/testing/database";
import { sample } from "@rowproof/testing/sample";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadContract } from "../../src/contract/load.js";
import type { Breach, Cell } from "../../src/judge/proof.js";
import { writeScript } from "../../src/judge/script.js";
import { proveSeeded } from "./proving.js";

const run = promisify(execFile);
const psql = await run("psql", ["--version"]).then(
  () => true,
  () => false,
);
const corpus = fileURLToPath(new URL("../../../../corpus/", import.meta.url));
const cases = (await readdir(corpus)).filter((name) => name.startsWith("flawed--")).sort();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "rowproof-scripts-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A database as the case has it; the scripts bring their own rows. */
async function caseDatabase(name: string) {
  const database = await freshDatabase();
  await database.client.query(await readFile(path.join(corpus, name, "schema.sql"), "utf8"));
  return database;
}

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

describe.runIf(psql).concurrent("each broken cell of the corpus is shown by its script under psql", () => {
  test.concurrent.each(sample(cases, 4))("%s", async (name) => {
    const contract = await loadContract(path.join(corpus, name, "rowproof.config.ts"));
    const [proved, bare] = await Promise.all([caseDatabase(name), caseDatabase(name)]);
    try {
      const { rows } = await proved.client.query<{ name: string }>(
        "select nspname as name from pg_namespace where nspname !~ '^pg_|^information_schema$|^auth$'",
      );
      const { cells } = await proveSeeded(
        proved,
        contract,
        rows.map((row) => row.name),
      );
      const faults: string[] = [];
      for (const [at, cell] of cells.filter(({ breaches }) => breaches.length > 0).entries()) {
        const [breach] = cell.breaches;
        if (breach === undefined) continue;
        const file = path.join(folder, `${name}-${at}.sql`);
        await writeFile(file, writeScript(cell, breach));
        const { stdout, stderr } = await run("psql", ["-X", "-f", file, bare.url]);
        const fault = faultOf(`${stdout}${stderr}`, cell, breach);
        if (fault !== undefined)
          faults.push(`${cell.actor} ${cell.command} ${cell.object.name} by ${breach.attack}: ${fault}`);
      }
      expect(faults).toEqual([]);
    } finally {
      await Promise.all([proved.drop(), bare.drop()]);
    }
  });
});
