import { expect, test } from "vitest";
import { conditionsOf } from "./condition.js";

const policy = (using: string | null, withCheck: string | null = null) => ({
  ...{ name: "p", command: "all" as const, permissive: true, roles: ["PUBLIC"], comment: null },
  using,
  withCheck,
});
const texts = async (...parameters: Parameters<typeof conditionsOf>) =>
  (await conditionsOf(...parameters))?.map(({ text }) => text);

test("what is read is asked by USING, what is written by WITH CHECK, an update by both", async () => {
  const both = policy("(a = 1)", "(b = 2)");
  expect(await texts(both, "select")).toEqual(["a = 1"]);
  expect(await texts(both, "delete")).toEqual(["a = 1"]);
  expect(await texts(both, "insert")).toEqual(["b = 2"]);
  expect(await texts(both, "update")).toEqual(["a = 1", "b = 2"]);
  expect(await texts(policy("(a = 1)"), "insert")).toEqual(["a = 1"]);
  expect(await texts(policy("(a = 1)"), "update")).toEqual(["a = 1"]);
  expect(await texts(policy(null, "true"), "update")).toBeUndefined();
});

test.each([
  ["(a = 1)", "a = 1"],
  ["(a = 1) OR (b = 2)", "(a = 1) OR (b = 2)"],
  ["(a = ')')", "a = ')'"],
  [
    "(EXISTS ( SELECT 1\n   FROM t\n  WHERE (t.a = 'two\n lines')))",
    "EXISTS ( SELECT 1 FROM t WHERE (t.a = 'two\n lines'))",
  ],
  ['("two  words" = 1)', '"two  words" = 1'],
])("%s is said as %s", async (printed, said) => {
  expect(await texts(policy(printed), "select")).toEqual([said]);
});
