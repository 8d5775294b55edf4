import { afterAll, beforeAll, expect, test } from "vitest";
import { newCheck } from "../new-check.mjs";
import { copyWorkspace, runTests, typeCheck } from "./workspace-copy.mjs";

let workspace;
beforeAll(() => {
  workspace = copyWorkspace();
});
afterAll(() => workspace.remove());

test("a new check type-checks, and its test fails until it is filled in", () => {
  const { copy } = workspace;
  const written = newCheck({ root: copy, name: "open-things" });
  expect(written).toHaveLength(3);
  expect(typeCheck(copy, written)).toBe("");
  const output = runTests(
    copy,
    written.filter((path) => path.endsWith(".test.ts")),
  );
  expect(output).toContain("write the SQL of the flaw");
  expect(output).toContain("write the SQL of the correct database");
  expect(output).toMatch(/Tests +2 failed \(2\)/);
}, 180_000);

test.each([
  [undefined, "give a name"],
  ["OpenThings", "is not in kebab case"],
  ["../things", "is not in kebab case"],
  ["a".repeat(41), "longer than 40"],
  ["delete", "reserved word"],
  ["coverage", "exists already"],
  ["sound-indexes", "has soundIndexes already"],
])("the name %j is refused, and nothing is written", (name, message) => {
  expect(() => newCheck({ root: workspace.copy, name })).toThrow(message);
});
