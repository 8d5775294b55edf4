import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readCatalog } from "../../src/catalog/catalog.js";
import type { Catalog, Relation } from "../../src/catalog/facts.js";

const source = `
  create type mood as enum ('sad', 'happy');
  create table parent (id bigint generated always as identity primary key, owner uuid not null, unique (id, owner));
  create table child (
    id text collate "C" primary key, parent_id bigint, owner uuid, mood mood default 'sad', n integer,
    twice integer generated always as (n * 2) stored,
    constraint child_parent foreign key (parent_id, owner) references parent (id, owner) on delete cascade,
    constraint small check (n < 10)
  ) with (fillfactor = 80);
  alter table child add constraint later check (n > 0) not valid;
  create index by_owner on child (owner, lower(id)) where n > 0;
  comment on table child is 'a child'; comment on column child.n is 'number';
  create view shown with (security_invoker = true) as select id, n from child;
  create view counted as select count(*) from child;
  alter table child enable row level security;
  create policy mine on child for update to authenticated using (owner = (select auth.uid())) with check (n = 1);
  create policy closed on child as restrictive using (exists (select from parent p where p.id = child.parent_id));
  create function touch() returns trigger language plpgsql security definer set search_path = '' as
    $$ begin return new; end $$;
  revoke all on function touch() from public; grant execute on function touch() to service_role;
  create trigger touched before insert or update on child for each row execute function touch();
  create trigger on_user after delete on auth.users for each row execute function touch();
  grant select, insert on child to authenticated; grant update (n) on child to authenticated;
  grant select on shown to public;
  alter default privileges in schema public grant select on tables to anon`;

let database: FreshDatabase;
let catalog: Catalog;

beforeAll(async () => {
  database = await freshDatabase();
  await database.client.query(source);
  catalog = await readCatalog(database.client);
});

afterAll(() => database.drop());

function relation(name: string, within: Catalog = catalog): Relation {
  const found = within.relations.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no relation ${name}`);
  return found;
}

it("reads relations and columns", () => {
  const child = relation("child");
  expect(child).toMatchObject({
    kind: "table",
    comment: "a child",
    rowSecurity: true,
    forceRowSecurity: false,
    options: ["fillfactor=80"],
  });
  expect(child.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "id text",
    "parent_id bigint",
    "owner uuid",
    "mood public.mood",
    "n integer",
    "twice integer",
  ]);
  expect(child.columns[0]).toMatchObject({ notNull: true, collation: 'pg_catalog."C"' });
  expect(child.columns[3]).toMatchObject({ default: "'sad'::public.mood", generated: null });
  expect(child.columns[4]).toMatchObject({ comment: "number" });
  expect(child.columns[5]).toMatchObject({ default: "(n * 2)", generated: "stored" });
  expect(relation("parent").columns[0]).toMatchObject({ identity: "always" });
  expect(relation("parent_id_seq").sequence).toMatchObject({
    identity: true,
    ownedBy: { schema: "public", name: "parent", column: "id" },
  });
});

it("reads constraints and indexes", () => {
  const { constraints, indexes } = relation("child");
  const constraint = (name: string) => constraints.find((one) => one.name === name);
  expect(constraint("child_parent")).toMatchObject({
    kind: "foreign key",
    columns: ["parent_id", "owner"],
    references: { schema: "public", name: "parent", columns: ["id", "owner"] },
    onDelete: "cascade",
    validated: true,
    definition: "FOREIGN KEY (parent_id, owner) REFERENCES public.parent(id, owner) ON DELETE CASCADE",
  });
  expect(constraint("later")).toMatchObject({ kind: "check", validated: false, columns: ["n"] });
  expect(indexes.map(({ name, constraint: by }) => [name, by])).toEqual([
    ["by_owner", null],
    ["child_pkey", "child_pkey"],
  ]);
  expect(indexes[0]).toMatchObject({
    columns: ["owner", null],
    partial: true,
    unique: false,
    valid: true,
    method: "btree",
  });
});

it("reads policies as the server evaluates them", () => {
  expect(relation("child").policies).toEqual([
    {
      name: "closed",
      command: "all",
      permissive: false,
      roles: ["PUBLIC"],
      using: "(EXISTS ( SELECT\n   FROM public.parent p\n  WHERE (p.id = child.parent_id)))",
      withCheck: null,
      comment: null,
    },
    {
      name: "mine",
      command: "update",
      permissive: true,
      roles: ["authenticated"],
      using: "(owner = ( SELECT auth.uid() AS uid))",
      withCheck: "(n = 1)",
      comment: null,
    },
  ]);
});

it("reads views with what they read and what can be written through them", () => {
  expect(relation("shown")).toMatchObject({
    options: ["security_invoker=true"],
    reads: [{ schema: "public", name: "child" }],
    updatable: ["UPDATE", "INSERT", "DELETE"],
  });
  expect(relation("counted").updatable).toEqual([]);
});

it("asks the server what the callers may do: grants, column grants, PUBLIC", () => {
  expect(relation("child").effective).toEqual([
    { role: "authenticated", privilege: "INSERT", columns: null },
    { role: "authenticated", privilege: "SELECT", columns: null },
    { role: "authenticated", privilege: "UPDATE", columns: ["n"] },
  ]);
  expect(relation("shown").effective).toEqual(
    ["anon", "authenticated", "service_role"].map((role) => ({ role, privilege: "SELECT", columns: null })),
  );
  expect(relation("parent").effective).toEqual([]);
});

it("reads routines, and triggers inside and outside the schemas", () => {
  expect(catalog.routines).toHaveLength(1);
  expect(catalog.routines[0]).toMatchObject({
    name: "touch",
    arguments: "",
    returns: "trigger",
    securityDefiner: true,
    settings: ['search_path=""'],
    executableBy: ["service_role"],
  });
  expect(relation("child").triggers[0]).toMatchObject({
    name: "touched",
    timing: "before",
    events: ["insert", "update"],
    forEach: "row",
    routine: { schema: "public", name: "touch" },
  });
  expect(catalog.outsideTriggers).toHaveLength(1);
  expect(catalog.outsideTriggers[0]).toMatchObject({
    name: "on_user",
    on: { schema: "auth", name: "users" },
  });
});

it("reads types, default privileges and roles", () => {
  expect(catalog.types.map(({ name, kind }) => [name, kind])).toEqual([["mood", "enum"]]);
  expect(catalog.defaultPrivileges).toMatchObject([{ schema: "public", objects: "tables", alterable: true }]);
  expect(catalog.defaultPrivileges[0]?.privileges).toMatchObject([{ grantee: "anon", privilege: "SELECT" }]);
  expect(catalog.roles.find(({ name }) => name === "service_role")).toMatchObject({
    bypassRls: true,
    superuser: false,
  });
  expect(
    catalog.roles.find(({ name }) => name === "authenticator")?.memberOf.map(({ role }) => role),
  ).toEqual(expect.arrayContaining(["anon", "authenticated", "service_role"]));
});

it("is frozen all the way down, and the same when read again", async () => {
  expect(Object.isFrozen(catalog.relations[0]?.columns[0]?.privileges)).toBe(true);
  expect(JSON.stringify(await readCatalog(database.client))).toBe(JSON.stringify(catalog));
});

it("knows nothing of a schema that is not there", async () => {
  const empty = await readCatalog(database.client, { schemas: ["it's \\ not there"] });
  expect([empty.schemas, empty.relations, empty.routines]).toEqual([[], [], []]);
});
