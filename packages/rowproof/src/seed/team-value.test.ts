import { expect, test } from "vitest";
import { teamValue } from "./team-value.js";

test.each([
  ["uuid", /^[0-9a-f]{8}-[0-9a-f]{4}-4/],
  ["text", /^[0-9a-f]{8}-[0-9a-f]{4}-4/],
  ["character varying(8)", /^[0-9a-f]{8}$/],
  ["bigint", /^\d{4,6}$/],
  ["smallint", /^\d{4,5}$/],
])("a team's id as %s", (type, form) => {
  const value = teamValue("members", "amara", type, 0);
  expect(value).toMatch(form);
  expect(teamValue("members", "amara", type, 0)).toBe(value);
  expect(teamValue("members", "bo", type, 0)).not.toBe(value);
});

test("the same team is the same in uuid and text, and in every integer that holds it", () => {
  const of = (type: string) => teamValue("members", "amara", type, 0);
  expect(of("uuid")).toBe(of("text"));
  expect(of("integer")).toBe(of("bigint"));
});
