import { expect, test } from "vitest";
import { purposeOf } from "./migrations.js";

test.each([
  ["-- What it is for,\n-- and more.\n--\n-- Locks: none.\nselect 1;", "What it is for, and more."],
  ["\n\n-- rowproof: no-transaction\n-- An index.\n\n-- Not this.\nselect 1;", "An index."],
  ["-- ======\n-- Notes\n-- ======\nselect 1;", "Notes"],
  ["--no space\r\n--\tmore\r\nselect 1;", "no space more"],
  ["\uFEFF-- after a mark", "after a mark"],
  ["select 1; -- not this", ""],
  ["", ""],
])("%j", (text, purpose) => {
  expect(purposeOf({ text })).toBe(purpose);
});
