import { expect, test } from "vitest";
import { excerptAt, positionAt, unitsOf } from "./position.js";

test("a position counts lines and columns from 1, columns in code points", () => {
  const text = "select 1;\nselect '𝔷', x;";
  expect(positionAt(text, 0)).toEqual({ line: 1, column: 1 });
  expect(positionAt(text, text.indexOf("x"))).toEqual({ line: 2, column: 13 });
  expect(positionAt(text, 10_000)).toEqual({ line: 2, column: 15 });
});

test("code points turn into UTF-16 units", () => {
  expect(unitsOf("a𝔷b", 2)).toBe(3);
  expect(unitsOf("ab", 9)).toBe(2);
});

test("the caret stands under the offender, tabs kept", () => {
  expect(excerptAt("one\n\tselekt 2;", { line: 2, column: 2 })).toBe("2 | \tselekt 2;\n  | \t^");
});
