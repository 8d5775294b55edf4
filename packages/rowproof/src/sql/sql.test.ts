import { expect, test } from "vitest";
import { displayName, identifier, literal, raw, sql } from "./sql.js";

test("names and literals are quoted, values become parameters", () => {
  const statement = sql`select ${identifier("public", 'a"b')} from t where x = ${1} and y = ${literal("it's")} ${raw("limit 1")} offset ${2}`;
  expect(statement.text).toBe(`select "public"."a""b" from t where x = $1 and y = 'it''s' limit 1 offset $2`);
  expect(statement.values).toEqual([1, 2]);
});

test("a string is never written into a statement by itself", () => {
  expect(sql`select ${"1; drop table x"}`).toEqual({ text: "select $1", values: ["1; drop table x"] });
});

test("messages quote a name only where Postgres would", () => {
  expect(displayName("public", "DailyMood")).toBe('public."DailyMood"');
});
