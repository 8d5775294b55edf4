import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newAttack } from "../new-attack.mjs";
import { copyWorkspace, runTests, typeCheck } from "./workspace-copy.mjs";

let workspace;
beforeAll(() => {
  workspace = copyWorkspace();
});
afterAll(() => workspace.remove());

test("a new attack type-checks, and its flawed case fails until it is filled in", () => {
  const { copy } = workspace;
  const written = newAttack({ root: copy, name: "open-things" });
  expect(written).toHaveLength(8);
  const sources = written.filter((path) => path.startsWith("packages/"));
  expect(typeCheck(copy, sources)).toBe("");
  expect(readFileSync(join(copy, "packages/rowproof/src/attack/attacks.ts"), "utf8")).toMatch(
    /relationAttacks[^=]*= \[[^\]]*openThings,?\n?\]/,
  );
  const output = runTests(copy, [
    "attack/corpus.test.ts",
    "--testNamePattern",
    "on Postgres 17 .*--open-things$",
  ]);
  expect(output).toContain("leak public.things stranger select");
  expect(output).toMatch(/Tests +1 failed \| 1 passed/);
}, 180_000);

test.each([
  [undefined, "give a name"],
  ["open/things", "is not in kebab case"],
  ["sequence", "exists already"],
  ["take-from-sequence", "has takeFromSequence already"],
])("the name %j is refused, and nothing is written", (name, message) => {
  expect(() => newAttack({ root: workspace.copy, name })).toThrow(message);
});
