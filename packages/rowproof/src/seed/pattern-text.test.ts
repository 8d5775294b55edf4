import { expect, test } from "vitest";
import { matchingText } from "./pattern-text.js";

const seed = { table: "t", column: "c", person: "amara", email: "", number: 0, round: 0, today: 0 };

test.each([
  "^[a-z0-9]+(-[a-z0-9]+)*$",
  String.raw`^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$`,
  "^#([0-9a-f]{6}|[0-9a-f]{3})$",
  String.raw`^\+[1-9]\d{1,14}$`,
  String.raw`^https?://[^\s/$.?#].[^\s]*$`,
  String.raw`^[A-Z]{2}-\d{4}$`,
  String.raw`^(?:draft|live)_\w+$`,
  String.raw`^[^@]+@example\.com$`,
  String.raw`^\d{3}-?\d{2}[- ]\d{4}$`,
  String.raw`^([01]\d|2[0-3]):[0-5]\d$`,
  String.raw`^([a-z]{2}\.){2}z$`,
  "^.{8,}$",
  String.raw`^[\w-]{3,5}$`,
  "",
])("a text is made that matches %s", (pattern) => {
  const text = matchingText(pattern, seed);
  expect(text).toMatch(new RegExp(pattern));
  expect(matchingText(pattern, seed)).toBe(text);
});

test("a canary is used if it fits", () => {
  expect(matchingText("^@[a-z0-9_]+$", seed)).toMatch(/^@rp[0-9a-z]{12}$/);
  expect(matchingText("^[a-z0-9]{14}$", seed)).not.toBe(
    matchingText("^[a-z0-9]{14}$", { ...seed, number: 1 }),
  );
});

test("an invalid pattern gives a text too", () => {
  for (const pattern of ["(", "[", "a{", "*", ")|(", "\\", "[[:alpha:]"]) {
    expect(typeof matchingText(pattern, seed)).toBe("string");
  }
});
