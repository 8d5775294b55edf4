import { expect, it } from "vitest";
import { compareCatalogs, compareFacts } from "./compare.js";
import type { Catalog } from "./facts.js";
import type { Privilege } from "./privileges.js";

const empty: Catalog = {
  server: { versionNumber: 170010, major: 17, database: "a", currentRole: "postgres", superuser: true },
  schemas: [],
  roles: [],
  extensions: [],
  relations: [],
  routines: [],
  types: [],
  outsideTriggers: [],
  defaultPrivileges: [],
  dependencies: [],
  unread: [],
  external: {
    userTriggers: [],
    userKeysDisabled: false,
    triggerRoutines: [],
    claimRoutines: [],
    calls: [],
    settings: [],
    namespaces: [],
    userPrivileges: [],
    outsidePartitions: [],
    predicates: [],
  },
};

const role = {
  name: "anon",
  superuser: false,
  bypassRls: false,
  inherit: true,
  login: false,
  createRole: false,
  createDatabase: false,
  memberOf: [],
};

function granted(...privileges: readonly Privilege[]): Catalog {
  return { ...empty, schemas: [{ name: "My schema", owner: "postgres", comment: null, privileges }] };
}

const usage: Privilege = { grantee: "anon", grantor: "postgres", privilege: "USAGE", grantable: false };

it("finds nothing between the same schema on two servers", () => {
  const elsewhere = { ...empty, server: { ...empty.server, database: "b", major: 15 }, roles: [role] };
  expect(compareCatalogs(empty, elsewhere)).toEqual([]);
  expect(compareCatalogs(empty, elsewhere, { roles: true })).toEqual([
    { path: "roles anon", left: undefined, right: role },
  ]);
});

it("names what differs by its path", () => {
  expect(compareCatalogs(granted(usage), granted({ ...usage, grantable: true }))).toEqual([
    { path: 'schemas "My schema" privileges anon "USAGE" grantable', left: false, right: true },
  ]);
  expect(compareCatalogs(granted(usage), granted())).toEqual([
    { path: 'schemas "My schema" privileges anon "USAGE"', left: usage, right: undefined },
  ]);
});

it("takes a privilege that two roles granted as one", () => {
  const twice = granted({ ...usage, grantable: true }, { ...usage, grantor: "zoe" });
  expect(compareCatalogs(twice, granted({ ...usage, grantable: true }))).toEqual([]);
  expect(compareCatalogs(twice, granted(usage))).toHaveLength(1);
});

it("compares plain lists in their order and length", () => {
  expect(compareFacts({ options: ["a", "b"] }, { options: ["b", "a"] })).toHaveLength(1);
  expect(compareFacts({ options: ["a", "a"] }, { options: ["a"] })).toHaveLength(1);
});

it("names an object that is not read", () => {
  const rule = { kind: "rule", description: "rule audit on public.notes", relation: null };
  expect(compareCatalogs(empty, { ...empty, unread: [rule] })).toEqual([
    { path: 'unread "rule audit on public.notes"', left: undefined, right: rule },
  ]);
});
