// `npm run new:check -- NAME`: a new static check with its entry in the table of checks and a test that fails until both are
// filled in.
import { addEntry, identifierOf, refuseName, runGenerator, writeNew } from "./new-entry.mjs";
import { root } from "./setup.mjs";

const table = "packages/rowproof/src/check/checks.ts";

/** Writes the files of a new check under `root` and returns their paths. */
export function newCheck({ root, name }) {
  const source = `packages/rowproof/src/check/checks/${name}.ts`;
  const test = `packages/rowproof/test/check/${name}.test.ts`;
  refuseName({ root, name, table, paths: [source, test] });
  const written = writeNew(root, { [source]: checkText(name), [test]: testText(name) });
  addEntry({ root, table, list: "checks", identifier: identifierOf(name), from: `./checks/${name}.js` });
  return [...written, table];
}

function checkText(name) {
  return `import type { Check } from "../check.js";

/** Say why this matters, with the section of the PostgreSQL documentation. */
export const ${identifierOf(name)}: Check = {
  id: "${name}",
  part: "security",
  holds: "Say in one sentence what is true if there is no finding",
  find: () => [],
};
`;
}

function testText(name) {
  return `import { expect, test } from "vitest";
import { named, useJournal } from "./harness.js";

const find = useJournal();

/** SQL that puts the flaw into the journal's database. */
const flawed: string = "";
/** SQL that looks similar and is correct. */
const correct: string = "";

test("${name}: a database with the flaw has the finding, and its fix removes it", async () => {
  expect(flawed, "write the SQL of the flaw").not.toBe("");
  const { findings } = await find(flawed);
  expect(named(findings)).toEqual(["error ${name}/say-what: table public.runs"]);
});

test("${name}: a correct database that looks similar has no finding", async () => {
  expect(correct, "write the SQL of the correct database").not.toBe("");
  const { findings } = await find(correct);
  expect(named(findings)).toEqual([]);
});
`;
}

if (import.meta.filename === process.argv[1])
  runGenerator(
    newCheck,
    root,
    "Fill in the check and the SQL of its test, and move the entry to its place in the report.",
  );
