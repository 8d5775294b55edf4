import { expect, test } from "vitest";
import { contentOf, nameOf, readTokens } from "./tokens.js";

test("a text is cut into its words, whatever bytes they have", async () => {
  const tokens = (await readTokens(`sélect "é""x", 'a''b' -- ü\n, User`)) ?? [];
  expect(tokens.map(({ kind, text, spaced }) => [kind, text, spaced])).toEqual([
    ["name", "sélect", false],
    ["name", '"é""x"', true],
    ["sign", ",", false],
    ["string", "'a''b'", true],
    ["comment", "-- ü", true],
    ["sign", ",", true],
    ["word", "User", true],
  ]);
});

test("names and strings without what stands around them", async () => {
  const tokens = (await readTokens(`"Ab""c" Ab 'a''b' $q$ x $q$ $$y$$ E'z'`)) ?? [];
  expect(tokens.slice(0, 2).map(nameOf)).toEqual(['Ab"c', "ab"]);
  expect(tokens.slice(2).map(contentOf)).toEqual(["a'b", " x ", "y", "z"]);
});

test("nothing is no word, and what cannot be cut is reported", async () => {
  expect(await readTokens(" \n")).toEqual([]);
  for (const text of ["'open", '"open', "/* open", "$$ open"]) expect(await readTokens(text)).toBeUndefined();
});
