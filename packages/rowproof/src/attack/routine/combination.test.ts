import { expect, test } from "vitest";
import { combine } from "./combination.js";

test("every value is in some list, with the first ones of the others", () => {
  const lists = combine(
    [
      ["a", "b"],
      ["1", "2", "3"],
    ],
    40,
  );
  expect(lists[0]).toEqual(["a", "1"]);
  expect(lists).toContainEqual(["b", "1"]);
  expect(lists).toContainEqual(["a", "3"]);
  expect(lists).toContainEqual(["b", "3"]);
});

test("no more lists than asked for, however many values there are", () => {
  const pool = Array.from({ length: 20 }, (_, index) => String(index));
  expect(combine([pool, pool, pool], 44)).toHaveLength(44);
});

test("the last values together, which are nulls, come before the rest", () => {
  expect(
    combine(
      [
        ["a", "null"],
        ["b", "null"],
      ],
      2,
    ),
  ).toEqual([
    ["a", "b"],
    ["null", "null"],
  ]);
});
