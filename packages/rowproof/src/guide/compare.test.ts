import { expect, test } from "vitest";
import { compareGuides } from "./compare.js";

const guide = "# Guide\n\n## State\n\nfine\n\n### Table `a`\n\n- one\n- two\n";

test("the same text does not differ", () => {
  expect(compareGuides(guide, guide)).toBeNull();
});

test("the first line that differs, with its section", () => {
  expect(compareGuides(guide.replace("- two", "- three"), guide)).toEqual({
    section: "Table `a`",
    line: 10,
    present: "- three",
    fresh: "- two",
  });
  expect(compareGuides(guide.replace("fine", "well"), guide)).toMatchObject({ section: "State", line: 5 });
});

test("a text that ends early, goes on, or is empty", () => {
  expect(compareGuides(guide.slice(0, -1), guide)).toMatchObject({ line: 11, present: null, fresh: "" });
  expect(compareGuides(`${guide}more\n`, guide)).toMatchObject({ line: 11, present: "more", fresh: "" });
  expect(compareGuides("", guide)).toMatchObject({
    section: "Guide",
    line: 1,
    present: "",
    fresh: "# Guide",
  });
});
