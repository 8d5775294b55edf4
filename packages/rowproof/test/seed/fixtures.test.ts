import { expect, test } from "vitest";
import { ownedBy } from "../../src/contract/presets.js";
import { contractWith, useSmall } from "../plan/small.js";
import { rowsOf, seedIn } from "./seeding.js";

const small = useSmall();

test("fixtures are used in turn, in every form, and the rest of the row is generated", async () => {
  const { client } = await small(`
    create function isin_ok(text) returns boolean language sql immutable as 'select md5($1) in (md5(''one''), md5(''two''))';
    create table papers (id uuid primary key, user_id uuid not null, isin text not null check (isin_ok(isin)),
      tags text[] not null, facts jsonb not null, at date not null, ok boolean, note text not null);`);
  const contract = contractWith(
    { papers: { access: ownedBy("user_id") } },
    {
      fixtures: {
        papers: [
          { isin: "one", tags: ["a b", 'c"d'], facts: [1, null], at: { sql: "date '2020-02-02'" }, ok: null },
          { isin: "two", tags: [], facts: "text", at: "2021-03-03", ok: false },
        ],
      },
    },
  );
  const seeded = await seedIn(client, contract);
  expect(seeded.unseeded).toEqual([]);
  const first = { isin: "one", tags: '{"a b","c\\"d"}', facts: "[1, null]", at: "2020-02-02", ok: null };
  const second = { isin: "two", tags: "{}", facts: '"text"', at: "2021-03-03", ok: "false" };
  for (const [person, row] of [
    ["amara", first],
    ["bo", second],
  ] as const) {
    expect(rowsOf(seeded, "papers", person)).toMatchObject([row, row]);
  }
  expect(rowsOf(seeded, "papers")[0]?.note).toMatch(/^rp/);
  expect(seeded.newRow({ schema: "public", name: "papers" }, "nia")).toMatchObject({
    isin: "'one'::text",
    at: "(date '2020-02-02')",
  });
});

test("if one fixture is refused, the next is used", async () => {
  const { client } = await small(
    "create table codes (code text primary key check (code like 'x_'), user_id uuid not null)",
  );
  const fixtures = { codes: ["x1", "x1", "x2", "x3", "x4"].map((code) => ({ code })) };
  const seeded = await seedIn(client, contractWith({ codes: { access: ownedBy("user_id") } }, { fixtures }));
  expect(
    rowsOf(seeded, "codes")
      .map(({ code }) => code)
      .toSorted(),
  ).toEqual(["x1", "x2", "x3", "x4"]);
});

test("a key that a fixture sets in part references the row that agrees with it", async () => {
  const { client } = await small(`
    create table docs (id uuid primary key, user_id uuid not null, kind text not null, unique (id, kind));
    create table notes (user_id uuid not null, doc_id uuid not null, kind text not null,
      foreign key (doc_id, kind) references docs (id, kind));`);
  const fixtures = { docs: ["a", "a", "b", "b"].map((kind) => ({ kind })), notes: [{ kind: "b" }] };
  const contract = contractWith(
    { docs: { access: ownedBy("user_id") }, notes: { access: ownedBy("user_id") } },
    { fixtures },
  );
  const seeded = await seedIn(client, contract);
  const [, second] = rowsOf(seeded, "docs", "bo");
  expect(rowsOf(seeded, "notes", "bo")).toMatchObject([{ doc_id: second?.id }, { doc_id: second?.id }]);
});
