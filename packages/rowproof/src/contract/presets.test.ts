import { expect, test } from "vitest";
import { appendOnly, closed, ownedBy, readOwn, serviceOnly } from "./presets.js";

const kinds = (access: ReturnType<typeof closed>, role: "anon" | "authenticated" | "service_role") =>
  (["select", "insert", "update", "delete"] as const).map((command) => access[role][command].rows.kind);

test.each([
  ["ownedBy", ownedBy("u"), ["own", "own", "own", "own"], "all"],
  ["ownedBy, less", ownedBy("u", { insert: false, delete: false }), ["own", "none", "own", "none"], "all"],
  ["appendOnly", appendOnly("u"), ["own", "own", "none", "own"], "all"],
  ["readOwn", readOwn("u"), ["own", "none", "none", "none"], "all"],
  ["serviceOnly", serviceOnly(), ["none", "none", "none", "none"], "all"],
  ["closed", closed(), ["none", "none", "none", "none"], "none"],
] as const)("%s", (_, access, authenticated, service) => {
  expect(kinds(access, "anon")).toEqual(["none", "none", "none", "none"]);
  expect(kinds(access, "authenticated")).toEqual(authenticated);
  expect(kinds(access, "service_role")).toEqual([service, service, service, service]);
});

test("a parent binds what is written, not what is read", () => {
  const { authenticated } = ownedBy("u", { within: "Parent" });
  expect(authenticated.insert.rows).toEqual({ kind: "own", column: "u", within: "Parent" });
  expect(authenticated.update.rows).toEqual({ kind: "own", column: "u", within: "Parent" });
  expect(authenticated.select.rows).toEqual({ kind: "own", column: "u" });
  expect(appendOnly("u", { within: "Parent" }).authenticated.insert.rows).toMatchObject({ within: "Parent" });
});

test("writable columns limit what is allowed, and only writing", () => {
  const { authenticated } = ownedBy("u", { insert: false, writable: ["a"] });
  expect(authenticated.update.columns).toEqual(["a"]);
  expect(authenticated.insert.columns).toBeUndefined();
  expect(authenticated.select.columns).toBeUndefined();
});
