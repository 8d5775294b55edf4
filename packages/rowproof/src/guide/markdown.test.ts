import { expect, test } from "vitest";
import { blocks, code, prose, slug, table } from "./markdown.js";

test("code shows any text on one line", () => {
  expect(code("a")).toBe("`a`");
  expect(code("a\n   and b")).toBe("`a and b`");
  expect(code("a`b")).toBe("``a`b``");
  expect(code("`")).toBe("`` ` ``");
  expect(code("``a")).toBe("``` ``a ```");
  expect(code(" a ")).toBe("`  a  `");
  expect(code("")).toBe("` `");
});

test("a backslash before a pipe, which no table can escape, is written as entities", () => {
  expect(code("a ~ 'b\\|<c>'")).toBe("<code>a &#126; 'b&#92;&#124;&#60;c&#62;'</code>");
});

test("prose keeps code spans and shows everything else as it stands", () => {
  expect(prose("Made with `create index`, *not* by hand\n  <b>")).toBe(
    "Made with `create index`, \\*not\\* by hand \\<b>",
  );
  expect(prose("a `b")).toBe("a \\`b");
  expect(prose("_a_ snake_case __b")).toBe("\\_a\\_ snake_case \\_\\_b");
  expect(prose("a & b &amp; [c](d) $e$")).toBe("a & b &amp;amp; \\[c\\](d) \\$e\\$");
  expect(["# a", "- a", "1. a", "> a", "+ a"].map(prose)).toEqual([
    "\\# a",
    "\\- a",
    "1\\. a",
    "\\> a",
    "\\+ a",
  ]);
});

test("no cell cuts a table's row", () => {
  expect(table(["x", "y"], [[code("a|b"), prose("c|d")]])).toBe(
    "| x | y |\n| --- | --- |\n| `a\\|b` | c\\|d |",
  );
});

test("empty blocks leave no trace", () => {
  expect(blocks("a", "", "b")).toBe("a\n\nb");
});

test("a slug is what GitHub makes of a heading", () => {
  expect(slug("Table ChatSession")).toBe("table-chatsession");
  expect(slug("Table _a-b.c (d)")).toBe("table-_a-bc-d");
});
