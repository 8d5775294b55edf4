import { expect, test } from "vitest";
import type { Column } from "../catalog/facts.js";
import { conditionValues } from "./condition-values.js";
import { pairs } from "./value-pairs.js";

function column(name: string, type: string, notNull = true): Column {
  return { name, type, notNull } as Column;
}

test("the values that a condition tells apart are found in every notation", () => {
  const policy = `((status = 'published'::text) OR ((kind)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[])))`;
  expect(conditionValues(column("status", "text"), policy)).toEqual([undefined, "published"]);
  expect(conditionValues(column("kind", "character varying(10)"), policy)).toEqual([undefined, "a", "b"]);
  expect(conditionValues(column("body", "text"), policy)).toEqual([]);
  expect(conditionValues(column("status", "text"), "bucket = 'x'")).toEqual([]);
  expect(conditionValues(column("state", "text"), `where "state" in ('open', 'it''s')`)).toEqual([
    undefined,
    "open",
    "it's",
  ]);
  expect(conditionValues(column("path", "text"), `(path ~~ 'public/%'::text)`)).toEqual([
    undefined,
    "public/x",
  ]);
});

test("flags, numbers, times, nulls and fields of documents", () => {
  expect(conditionValues(column("hidden", "boolean"), "(NOT hidden)")).toEqual([undefined, true, false]);
  expect(conditionValues(column("level", "integer"), "(level > 3)")).toEqual([undefined, 3, 4, 2]);
  expect(conditionValues(column("ends", "date", false), "(ends IS NULL)")).toHaveLength(4);
  expect(conditionValues(column("team", "uuid", false), "(team IS NULL)")).toEqual([undefined, null]);
  expect(conditionValues(column("team", "uuid"), "(team IS NULL)")).toEqual([undefined]);
  expect(conditionValues(column("data", "jsonb"), "((data ->> 'public'::text) = 'true'::text)")).toEqual([
    undefined,
    { sql: `'{"public":"true"}'` },
    { sql: `'{"public":false}'` },
    { sql: `'{"public":true}'` },
  ]);
  expect(conditionValues(column("data", "jsonb"), "(data ? 'public'::text)")).toEqual([
    undefined,
    { sql: `'{"public":false}'` },
    { sql: `'{"public":true}'` },
  ]);
});

test("a condition that excludes a label admits the others, and nulls can be distinct or not", () => {
  expect(conditionValues(column("plan", "text"), "(plan <> 'free'::text)", ["free", "trial", "pro"])).toEqual(
    [undefined, "free", "trial", "pro"],
  );
  expect(conditionValues(column("plan", "text"), "(name <> 'free'::text)", ["free", "trial"])).toEqual([]);
  expect(
    conditionValues(column("org", "uuid", false), "(NOT (org IS DISTINCT FROM ( SELECT p.org FROM p)))"),
  ).toEqual([undefined, null]);
});

test("every two values occur together in a row", () => {
  const rows = pairs<string | number | boolean>(
    [
      ["a", "b"],
      [1, 2, 3],
      [true, false],
    ],
    20,
  );
  for (const [left, right] of [
    ["a", 3],
    ["b", 1],
    ["a", false],
    [2, true],
    [3, false],
  ]) {
    expect(rows.some((row) => row.includes(left as never) && row.includes(right as never))).toBe(true);
  }
  expect(rows.length).toBeLessThan(12);
  expect(pairs([["a", "b"]], 20)).toEqual([["a"], ["b"]]);
  expect(
    pairs<string | number>(
      [
        ["a", "b"],
        [1, 2],
      ],
      3,
    ),
  ).toHaveLength(3);
  expect(pairs([], 3)).toEqual([]);
});
