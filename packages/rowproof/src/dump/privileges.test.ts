import { expect, it } from "vitest";
import type { Privilege } from "../catalog/privileges.js";
import { raw } from "../sql/sql.js";
import { roleWriter } from "./owner.js";
import { type AclFacts, writeAcl } from "./privileges.js";

const tablePrivileges = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"];

function held(grantee: string, ...names: readonly string[]): readonly Privilege[] {
  return names.map((privilege) => ({ grantee, grantor: "boss", privilege, grantable: false }));
}

function write(kind: AclFacts["kind"], privileges: readonly Privilege[], major = 16) {
  const acl: AclFacts = { kind, on: raw("it"), owner: "boss", privileges, from: "new object" };
  return writeAcl(acl, { role: roleWriter("boss"), major });
}

it("writes nothing for what Postgres gives a new object", () => {
  expect(write("table", held("boss", ...tablePrivileges))).toEqual([]);
  expect(write("routine", [...held("boss", "EXECUTE"), ...held("PUBLIC", "EXECUTE")])).toEqual([]);
});

it("takes from PUBLIC and from the owner what they do not have", () => {
  expect(write("routine", held("boss", "EXECUTE"))).toEqual(["revoke all on it from public"]);
  expect(write("table", held("boss", "SELECT"))).toEqual([
    "revoke all on it from current_user",
    "grant select on it to current_user",
  ]);
});

it("says all only where it is all of what the major has", () => {
  const all = [...held("boss", ...tablePrivileges), ...held("anon", ...tablePrivileges)];
  expect(write("table", all, 16)).toEqual(['grant all on it to "anon"']);
  const maintained = [...held("boss", ...tablePrivileges, "MAINTAIN"), ...held("anon", ...tablePrivileges)];
  expect(write("table", maintained, 17)).toEqual([
    'grant select, insert, update, delete, truncate, references, trigger on it to "anon"',
  ]);
});

it("keeps the grant option apart, and does not take a role for PUBLIC", () => {
  const privileges = [
    ...held("boss", "USAGE", "CREATE"),
    ...held("public", "USAGE"),
    ...held("anon", "USAGE"),
    { grantee: "anon", grantor: "boss", privilege: "CREATE", grantable: true },
  ];
  expect(write("schema", privileges)).toEqual([
    'grant usage on it to "public", "anon"',
    'grant create on it to "anon" with grant option',
  ]);
});
