import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { duplicateTypes, importMistakes, longParameterLists } from "../rooms.mjs";
import { readSources } from "../source-files.mjs";

/** Parses made-up sources: path to text. */
function sourcesOf(files) {
  const folder = mkdtempSync(join(tmpdir(), "rowproof-rooms-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return readSources(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.each([
  ['import { a } from "../catalog/a.js";', "sql", "catalog"],
  ['import type { A } from "../catalog/a.js";', "sql", "catalog"],
  ['export { a } from "../plan/a.js";', "check", "plan"],
  ['export * from "../plan/a.js";', "attack", "plan"],
  ['await import("../cli/a.js");', "commands", "cli"],
  ['type A = import("../check/a.js").A;', "judge", "check"],
  ['import { a, type B } from "../plan/a.js";', "report", "plan"],
])("%s is refused in %s", (text, room, to) => {
  const found = importMistakes(sourcesOf({ [`${room}/a.ts`]: text }));
  expect(found).toEqual([`${room}/a.ts:1: ${room} may not import ${to}`]);
});

test.each([
  ['import { a } from "../sql/a.js"; import { b } from "../visible.js"; import "pg";', "catalog"],
  ['import { a } from "../../catalog/a.js";', "check/checks"],
  ['import type { A } from "../plan/a.js"; import { type B } from "../judge/a.js";', "report"],
])("%s is allowed in %s", (text, folder) => {
  expect(importMistakes(sourcesOf({ [`${folder}/a.ts`]: text }))).toEqual([]);
});

test("a file or a folder that the table does not name is refused", () => {
  const found = importMistakes(sourcesOf({ "other.ts": "", "attic/a.ts": "" }));
  expect(found.map((line) => line.split(":")[0])).toEqual(["attic/a.ts", "other.ts"]);
});

test("a type name in two files is found, in tests it is not", () => {
  const files = {
    "sql/a.ts": "export interface Item {}",
    "sql/b.ts": "function f() { type Item = string; }",
    "sql/c.ts": "class Other {}",
    "sql/c.test.ts": "interface Other {}",
  };
  expect(duplicateTypes(sourcesOf(files))).toEqual(["Item: sql/a.ts, sql/b.ts"]);
});

test("functions with five parameters are found, whatever their form", () => {
  const text = `
    function f(a: 1, b: 2, c: 3, d: 4, e: 5) {}
    const g = (a: 1, b: 2, c: 3, d: 4, e: 5) => 0;
    const h = { m(a: 1, b: 2, c: 3, d: 4, e?: 5) {} };
    function few(a: 1, b: 2, c: 3, d: 4) {}`;
  expect(longParameterLists(sourcesOf({ "sql/a.ts": text }))).toHaveLength(3);
});
