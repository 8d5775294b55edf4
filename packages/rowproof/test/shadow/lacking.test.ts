import { expect, it } from "vitest";
import { ask, sharedShadow, snapshotAfter, withoutExtension } from "./live.js";

const shadow = sharedShadow();

/** A type as pgvector has: a base type that takes a length, in a schema of the platform's, an extension's own. */
const vectors = `
  create schema extensions;
  grant usage on schema extensions to anon, authenticated;
  create extension cube schema extensions;
  create type extensions.vector;
  create function extensions.vector_in(cstring) returns extensions.vector language internal immutable strict as 'textin';
  create function extensions.vector_out(extensions.vector) returns cstring language internal immutable strict as 'textout';
  create type extensions.vector (input = extensions.vector_in, output = extensions.vector_out, like = text,
    typmod_in = varchartypmodin, typmod_out = varchartypmodout);
  create function extensions.distance(extensions.vector, extensions.vector) returns integer language sql as 'select 1';
  alter extension cube add type extensions.vector;
  alter extension cube add function extensions.vector_in(cstring);
  alter extension cube add function extensions.vector_out(extensions.vector);
  alter extension cube add function extensions.distance(extensions.vector, extensions.vector);`;

it("stands in for the types and functions of an extension that the server lacks", async () => {
  const live = await snapshotAfter(`${vectors}
    create table documents (id integer primary key, embedding extensions.vector(1536), spread extensions.cube unique);
    create index on documents using gist (spread);
    create view shown as select id, embedding from documents;
    alter table documents enable row level security;
    create policy readable on documents for select to anon using (id > 1);
    grant select on documents to anon;
    create function near(extensions.vector) returns setof documents language sql as
      'select * from public.documents order by extensions.distance(embedding, $1)'`);
  const rebuilt = await shadow().rebuild(withoutExtension(live, "cube"));
  expect(rebuilt.untested).toEqual([
    {
      object: "function public.near(extensions.vector)",
      why: "its body calls extensions.distance(), which the shadow's server does not have",
    },
  ]);
  await ask(rebuilt, "insert into public.documents values (1, '[1]'), (2, '[2]')");
  expect(await ask(rebuilt, "select count(*)::int from public.documents", "anon")).toBe(1);
  expect(
    await ask(
      rebuilt,
      "select format_type(atttypid, atttypmod) from pg_attribute where attname = 'embedding' and attrelid = 'public.documents'::regclass",
    ),
  ).toBe("extensions.vector(1536)");
  await rebuilt.drop();
});

it("says which objects hang on what a missing function would have said", async () => {
  const live = await snapshotAfter(`${vectors}
    create table guarded (v extensions.vector);
    alter table guarded enable row level security;
    create policy far on guarded using (extensions.distance(v, v) > 1);
    create table counted (v extensions.vector, n integer default extensions.distance('a', 'b'));
    create view judged as select v from guarded where extensions.distance(v, v) > 0;
    create table plain (v extensions.vector);
    create schema private;
    create function private.is_near(extensions.vector) returns boolean language plpgsql as
      'begin return extensions.distance($1, $1) < 5; end';
    create table helped (v extensions.vector);
    alter table helped enable row level security;
    create policy near on helped using (private.is_near(v))`);
  const { untested, drop } = await shadow().rebuild(withoutExtension(live, "cube"));
  expect(untested.map(({ object }) => object).sort()).toEqual([
    "function private.is_near(extensions.vector)",
    "table public.counted",
    "table public.guarded",
    "table public.helped",
    "view public.judged",
  ]);
  expect(untested.find(({ object }) => object === "table public.guarded")?.why).toBe(
    "its policy far calls extensions.distance(), which needs what the shadow's server does not have",
  );
  await drop();
});

it("leaves out what needs an operator that is missing, and what needs that in turn", async () => {
  const live = await snapshotAfter(`
    create schema extensions;
    create extension cube schema extensions;
    create table kept (spread extensions.cube);
    create view near as select * from kept where spread operator(extensions.&&) '(1)'::extensions.cube;
    create view nearer as select * from near;
    create function closest() returns setof near language plpgsql as 'begin return query select * from public.near; end';
    create function reads() returns bigint language plpgsql as 'begin return (select count(*) from public.nearer); end'`);
  const { untested, drop, ...rebuilt } = await shadow().rebuild(withoutExtension(live, "cube"));
  expect(untested.map(({ object }) => object).sort()).toEqual([
    "function public.closest()",
    "function public.reads()",
    "view public.near",
    "view public.nearer",
  ]);
  expect(untested.find(({ object }) => object === "view public.near")?.why).toContain(
    "operator does not exist",
  );
  expect(await ask(rebuilt, "select count(*)::int from public.kept")).toBe(0);
  await drop();
});

it("lets a webhook's trigger do nothing, and says so of one that could change the row", async () => {
  const live = await snapshotAfter(`
    create schema supabase_functions;
    create function supabase_functions.http_request() returns trigger language plpgsql as 'begin raise; end';
    create table sent (a integer);
    create trigger hook after insert on sent for each row execute function supabase_functions.http_request('https://x');
    create table changed (a integer);
    create trigger hook before insert on changed for each row execute function supabase_functions.http_request()`);
  const { untested, drop, ...rebuilt } = await shadow().rebuild(live);
  expect(untested.map(({ object }) => object)).toEqual(["table public.changed"]);
  expect(await ask(rebuilt, "insert into public.sent values (1) returning a")).toBe(1);
  await drop();
});

it("rebuilds a foreign table that refuses as the live one does", async () => {
  const live = await snapshotAfter(`
    create schema extensions;
    create extension postgres_fdw schema extensions;
    create server away foreign data wrapper postgres_fdw options (host '192.0.2.1');
    create foreign table open (a integer not null, b text check (b <> '')) server away;
    create foreign table shut (a integer) server away;
    grant select on open to anon;
    create view through as select a from open`);
  const { untested, drop, ...rebuilt } = await shadow().rebuild(live);
  expect(untested).toEqual([]);
  expect(await ask(rebuilt, "select count(*)::int from public.open", "anon")).toBe(0);
  expect(await ask(rebuilt, "select count(*) from public.shut", "anon")).toBe("42501");
  expect(await ask(rebuilt, "insert into public.shut values (1)", "anon")).toBe("42501");
  await drop();
});

it("rebuilds rules, as they fire", async () => {
  const live = await snapshotAfter(`
    create table t (a integer);
    create table log (a integer);
    create rule logged as on insert to t do also insert into log values (new.a);
    create rule asleep as on delete to t do instead nothing;
    alter table t disable rule asleep`);
  const { untested, drop, ...rebuilt } = await shadow().rebuild(live);
  expect(untested).toEqual([]);
  await ask(rebuilt, "insert into public.t values (1)");
  expect(await ask(rebuilt, "select a from public.log")).toBe(1);
  expect(await ask(rebuilt, "delete from public.t returning a")).toBe(1);
  await drop();
});

it("leaves out what it cannot write, with all that needs it, and makes the rest", async () => {
  const live = await snapshotAfter(`
    create function same(integer, text) returns boolean language sql immutable as 'select true';
    create operator === (leftarg = integer, rightarg = text, function = same);
    create table t (a integer, b text);
    alter table t enable row level security;
    create policy alike on t using (a === b);
    create function f(t) returns integer language sql immutable as 'select 1';
    create view v as select f(t) as one from t;
    create function g(v) returns integer language sql immutable as 'select 1';
    create or replace view v as select g(null::v) as one from t;
    create table o (a integer primary key);
    create table k (a integer references o);
    alter table k disable trigger all;
    create table broken (a integer);
    create index hollow on broken (a);
    update pg_index set indisvalid = false where indexrelid = 'hollow'::regclass;
    create publication p for table o`);
  const { untested, drop, ...rebuilt } = await shadow().rebuild(live);
  expect(untested.map(({ object }) => object).sort()).toEqual([
    "function public.g(public.v)",
    "operator public.===(integer,text)",
    "table public.k",
    "table public.t",
    "view public.v",
  ]);
  expect(untested.find(({ object }) => object === "table public.t")?.why).toMatch(
    /^it differs after the rebuild \(policies alike\): operator does not exist/,
  );
  expect(await ask(rebuilt, "select count(*)::int from public.broken")).toBe(0);
  expect(await ask(rebuilt, "select to_regclass('public.hollow') is null")).toBe(true);
  await drop();
});

it("stands in for how words are cut and texts are sorted, and says so only of what decides equality", async () => {
  const live = await snapshotAfter(`
    create text search configuration words (copy = english);
    create collation loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
    create collation pg_catalog."xx_XX.utf8" (provider = libc, locale = 'C');
    create domain small as integer;
    alter domain small add constraint under check (value < 3) not valid;
    create table t (a text collate loose, b text collate pg_catalog."xx_XX.utf8", n small, w tsvector generated always as (to_tsvector('words', 'x')) stored);
    create materialized view m as select n from t`);
  const { untested, drop, ...rebuilt } = await shadow().rebuild(live);
  expect(untested.map(({ object }) => object)).toEqual(["collation public.loose"]);
  expect(await ask(rebuilt, "select count(*)::int from public.m")).toBe(0);
  await drop();
});

it("puts the platform's in the place of what it cannot make of auth, and says that it is not the live one", async () => {
  const live = await snapshotAfter(`
    create schema extensions;
    create extension cube schema extensions;
    drop function auth.email();
    create function auth.email() returns text language sql
      return (select 'x' where '(1)'::extensions.cube operator(extensions.&&) '(1)'::extensions.cube);
    create table t (email text);
    alter table t enable row level security;
    create policy own on t using (email = auth.uid()::text)`);
  const { untested, drop, ...rebuilt } = await shadow().rebuild(withoutExtension(live, "cube"));
  expect(untested.map(({ object }) => object)).toEqual(["function auth.email()"]);
  expect(untested[0]?.why).toMatch(/^it differs after the rebuild .*operator does not exist/);
  expect(await ask(rebuilt, "select auth.email() is null")).toBe(true);
  await drop();
});

it.each([
  true,
  false,
])("keeps what is revoked of an extension's functions (the server has it: %s)", async (has) => {
  const live = await snapshotAfter(`
    create schema extensions;
    grant usage on schema extensions to public;
    create extension "uuid-ossp" schema extensions;
    revoke execute on function extensions.uuid_generate_v1() from public;
    grant execute on function extensions.uuid_generate_v1() to authenticated`);
  const rebuilt = await shadow().rebuild(has ? live : withoutExtension(live, "uuid-ossp"));
  expect(rebuilt.untested).toEqual([]);
  const may = (role: string) =>
    ask(rebuilt, `select has_function_privilege('${role}', 'extensions.uuid_generate_v1()', 'execute')`);
  expect([await may("anon"), await may("authenticated")]).toEqual([false, true]);
  await rebuilt.drop();
});

it("stands in for an extension in an exposed schema, with its tables and what is revoked of it", async () => {
  const live = await snapshotAfter(`
    create extension cube;
    create table extras (a integer);
    alter extension cube add table extras;
    grant select on extras to anon;
    revoke execute on function cube_dim(cube) from public;
    create table t (c cube)`);
  const { untested, drop, ...rebuilt } = await shadow().rebuild(withoutExtension(live, "cube"));
  expect(untested).toEqual([]);
  expect(await ask(rebuilt, "select count(*)::int from public.extras", "anon")).toBe(0);
  expect(await ask(rebuilt, "select public.cube_dim('1')", "anon")).toBe("42501");
  expect(await ask(rebuilt, "select public.cube_size('1')", "anon")).toBe(null);
  await drop();
});
