import { expect, it } from "vitest";
import { RowproofError } from "../../src/diagnostic.js";
import { writeSchema } from "../../src/dump/schema.js";
import { catalogAfter } from "./round-trip.js";

async function refusal(source: string): Promise<readonly string[]> {
  const catalog = await catalogAfter((client) => client.query(source));
  try {
    writeSchema(catalog);
  } catch (error) {
    if (!(error instanceof RowproofError)) throw error;
    expect(error).toMatchObject({ id: "dump/cannot-write", exitCode: 3 });
    return error.details.map(({ message }) => message.replace(/^cannot write /, ""));
  }
  throw new Error("it was written");
}

it("names everything that it cannot write, instead of leaving it out", async () => {
  const refused = await refusal(
    `
    create table t (a integer, b integer);
    create rule r as on delete to t do instead nothing;
    create statistics s on a, b from t;
    create function same(integer, text) returns boolean language sql immutable as 'select true';
    create operator === (leftarg = integer, rightarg = text, function = same);
    create text search configuration words (copy = english);
    create collation french (provider = libc, locale = 'C');
    create type shell;
    create table o (a integer primary key);
    create table k (a integer references o);
    alter table k disable trigger all;
    create type kind as (a integer);
    create table typed of kind;
    comment on column kind.a is 'an attribute';
    create domain unchecked as integer;
    alter domain unchecked add constraint small check (value < 3) not valid;
    create cast (kind as text) with inout;
    create aggregate place(variadic "any" order by variadic "any") (sfunc = ordered_set_transition_multi, stype = internal,
      finalfunc = rank_final, finalfunc_extra, hypothetical)`,
  );
  expect(refused).toEqual([
    "cast (public.kind AS text)",
    "collation public.french",
    "comment on composite type column public.kind.a",
    "disabled foreign keys of table public.k",
    "domain constraint small on public.unchecked, not valid",
    "operator public.===(integer,text)",
    "row type of table public.typed",
    "rule r on public.t",
    "statistics object public.s",
    "text search configuration public.words",
    "type public.shell",
    'aggregate public.place(VARIADIC "any" ORDER BY VARIADIC "any")',
  ]);
});

it("names a publication in a comment: it belongs to the database, not to the schema", async () => {
  const source = "create table t (a integer); create publication p for table t;";
  const written = writeSchema(await catalogAfter((client) => client.query(source)));
  expect(written).toContain("\n-- publication relation public.t in publication p\n");
});

it("refuses a circle, and tells its way", async () => {
  const refused = await refusal(`
    create table t (a integer);
    create function f(t) returns integer language sql immutable as 'select 1';
    create view v as select f(t) as one from t;
    create function g(v) returns integer language sql immutable as 'select 1';
    create or replace view v as select g(null::v) as one from t`);
  expect(refused).toEqual([
    "function public.g(public.v) → view public.v → function public.g(public.v), which need each other",
  ]);
});

it("refuses what would not come out the same: a column added to a parent, an invalid index, a foreign table", async () => {
  const refused = await refusal(`
    create table parent (a integer);
    create table child (b integer) inherits (parent);
    alter table parent add column c integer;
    create table t (a integer);
    insert into t values (1), (1);
    create index broken on t (a);
    update pg_index set indisvalid = false where indexrelid = 'broken'::regclass;
    create foreign data wrapper w; create server s foreign data wrapper w; create foreign table far (a integer) server s`);
  expect(refused).toEqual([
    "table public.child, whose columns stand in another order than its parents'",
    "foreign table public.far",
    "index public.broken, which is invalid",
  ]);
});
