import { expect, test } from "vitest";
import { appendOnly, closed, ownedBy, readOwn, serviceOnly } from "./presets.js";
import { ownerColumns } from "./tables.js";

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

test("a predicate stands in place of a command's own rows, and the rows keep their owner", () => {
  const select = "u = auth.uid() or (select public.is_staff())";
  const access = ownedBy("u", { select, insert: "public.is_staff()", delete: false, writable: ["a"] });
  const { authenticated } = access;
  expect(kinds(access, "authenticated")).toEqual(["where", "where", "own", "none"]);
  expect(authenticated.select.rows).toEqual({ kind: "where", predicate: select, owner: "u" });
  expect(authenticated.insert).toEqual({
    rows: { kind: "where", predicate: "public.is_staff()", owner: "u" },
    columns: ["a"],
  });
  expect(ownerColumns({ access, views: [] })).toEqual(["u"]);
  const all = { select, insert: select, update: select, delete: select };
  expect(ownerColumns({ access: ownedBy("u", all), views: [] })).toEqual(["u"]);
});

test("writable columns limit what is allowed, and only writing", () => {
  const { authenticated } = ownedBy("u", { insert: false, writable: ["a"] });
  expect(authenticated.update.columns).toEqual(["a"]);
  expect(authenticated.insert.columns).toBeUndefined();
  expect(authenticated.select.columns).toBeUndefined();
});
