import { expect, test } from "vitest";
import { readCheckHints } from "./check-hints.js";

test.each([
  ["(kind = ANY (ARRAY['a'::text, 'it''s'::text]))", ["a", "it's"]],
  ["((kind)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))", ["a", "b"]],
  ["((status = 'draft'::text) OR (status = 'live'::text))", ["draft", "live"]],
  ["(level = ANY (ARRAY[10, 20, 30]))", ["10", "20", "30"]],
  ["(kind <> ALL (ARRAY['a'::text, 'b'::text]))", []],
  ["(NOT (kind = ANY (ARRAY['a'::text])))", []],
  ["(jsonb_typeof(facts) = 'object'::text)", []],
  ["(length(title) = 3)", []],
  ["(price <= 10)", []],
])("%s lists %j", (expression, labels) => {
  expect(readCheckHints([expression], []).labels).toEqual(labels);
});

test("a list of several columns is not a list of one", () => {
  const { labels, texts } = readCheckHints([], ["(kind = ANY (ARRAY['a'::text]))"]);
  expect([labels, texts]).toEqual([[], ["a"]]);
});

test("numbers are found in every form, but not within names", () => {
  const { numbers } = readCheckHints(
    ["((lat >= ('-90'::integer)::double precision) AND (t2.a1 <= (90.5)))"],
    [],
  );
  expect(numbers).toEqual([-90, 90.5]);
});

test("patterns are regular expressions, also those of like", () => {
  const { patterns } = readCheckHints(
    [
      "(((a)::text ~* '^x+$'::text) AND (a !~ 'no'::text) AND (a ~~ 'https://%_.b'::text) AND (a !~~ 'no%'::text))",
    ],
    [],
  );
  expect(patterns).toEqual(["^x+$", "https://[a-z0-9]+[a-z]\\.b"]);
});
