import { execFile } from "node:child_process";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import type pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { readCatalog } from "../../src/catalog/catalog.js";
import { checkAgainst } from "../../src/commands/verification/verification.js";
import type { Contract } from "../../src/contract/contract.js";
import { draftContract } from "../../src/contract/draft/draft.js";
import { writeConfig } from "../../src/contract/draft/source.js";
import { loadContract } from "../../src/contract/load.js";

const root = fileURLToPath(new URL("../../../..", import.meta.url));

/**
 * Gives a file of tests a way from SQL to the drafted text. Each draft is held to what every draft must be: it loads, it names
 * nothing that is not there, and it is TypeScript, formatted as Biome formats it.
 */
export function useDrafts(platform: "open" | "closed" = "open") {
  let database: FreshDatabase;
  let folder: string;
  let drafts = 0;
  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "rowproof-draft-")));
  });
  afterAll(async () => {
    await expectTypes(folder);
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    database = await freshDatabase({ platform });
  });
  afterEach(() => database.drop());

  return async (sql: string, schemas: readonly string[] = ["public"]): Promise<string> => {
    await database.client.query(sql);
    const text = await draftText(database.client, schemas);
    drafts += 1;
    const file = join(folder, `draft-${drafts}.ts`);
    await writeFile(file, text);
    await expectContract(file, database.client);
    await expectFormat(file, text);
    return text;
  };
}

/** What `rowproof init` would write. */
export async function draftText(client: pg.Client, schemas: readonly string[] = ["public"]): Promise<string> {
  const catalog = await readCatalog(client, { schemas });
  return writeConfig(await draftContract(catalog, { migrations: "migrations", schemas }));
}

async function expectContract(file: string, client: pg.Client): Promise<void> {
  const contract = await loadContract(file).catch(({ details }) => expect(details).toEqual([]));
  const { results } = await checkAgainst(contract as Contract, client);
  const findings = results.flatMap((result) => result.findings);
  expect(findings.filter(({ id }) => id.startsWith("contract/"))).toEqual([]);
  expect(findings.filter(({ id }) => id === "table/not-in-contract")).toEqual([]);
}

async function expectFormat(file: string, text: string): Promise<void> {
  const running = promisify(execFile)(
    join(root, "node_modules/.bin/biome"),
    ["format", `--stdin-file-path=${join(root, "packages/rowproof/src/draft.ts")}`],
    { cwd: root },
  );
  running.child.stdin?.end(text);
  expect((await running).stdout, file).toBe(text);
}

async function expectTypes(folder: string): Promise<void> {
  const rowproof = join(root, "packages/rowproof/src/index.ts");
  const compilerOptions = {
    ...{ strict: true, noEmit: true, module: "nodenext", target: "es2023", skipLibCheck: true, types: [] },
    exactOptionalPropertyTypes: true,
    paths: { rowproof: [rowproof] },
    rootDir: "/",
  };
  const config = { compilerOptions, include: ["*.ts"] };
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const checked = promisify(execFile)(join(root, "node_modules/.bin/tsc"), ["--project", folder]);
  const said = await checked.then(
    () => "",
    ({ stdout }: { stdout: string }) => stdout,
  );
  expect(said.split("\n").filter((line) => line.includes("draft-"))).toEqual([]);
}
