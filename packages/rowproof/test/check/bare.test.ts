import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCatalog } from "../../src/catalog/catalog.js";
import { runChecks } from "../../src/check/run.js";
import { ownedBy } from "../../src/contract/presets.js";
import { resolveContract } from "../../src/contract/resolved.js";
import { named } from "./harness.js";
import { journalContract } from "./journal.js";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase({ platform: "open" });
  await database.client.query(`
    create table "Mood" ("userId" text, at timestamptz);
    create view looks_like_a_table as select 1 as id;
    create table taken_name (id int);
    create table doubled (user_id text, "userId" text)`);
});
afterAll(() => database.drop());

const contract = {
  ...journalContract,
  tables: {
    Mood: { access: ownedBy("user_id", { writable: ["note"] }), views: ["taken_name"] },
    mood: { access: ownedBy("user_id"), views: [] },
    looks_like_a_table: { access: ownedBy("user_id"), views: [] },
    doubled: { access: ownedBy("user_id"), views: ["of_doubled"] },
  },
  routines: {},
  actors: { admin: { rows: { Mood: { at: "now", feeling: 1 } } } },
  fixtures: { Mood: [{ userId: "x" }, { user: null }] },
};

test("what the contract names and the database lacks is reported with a suggestion", async () => {
  const [names] = await runChecks(resolveContract(contract, await readCatalog(database.client)));
  expect(names?.summary).toBe("2 of 4 tables");
  expect(
    names?.findings.map(({ id, message, fix, sqlstate }) => `${id} ${sqlstate}: ${message} / ${fix}`),
  ).toEqual([
    'contract/unknown-column 42703: column "user_id" of table public."Mood" does not exist / the table has "userId"; write "userId"',
    'contract/unknown-column 42703: column "note" of table public."Mood" does not exist / the table has "userId", "at"',
    'contract/unknown-column 42703: column "user" of table public."Mood" does not exist / the table has "userId"; write "userId"',
    'contract/unknown-column 42703: column "feeling" of table public."Mood" does not exist / the table has "userId", "at"',
    'contract/view-name-taken 42P07: public.taken_name is a table, so it cannot be a view of table public."Mood" / give the view another name, or rename the table; if it holds the rows, name it as the table',
    'contract/unknown-table 42P01: table public.mood does not exist / the schema has "Mood"; did you mean that?',
    'contract/not-a-table 42809: public.looks_like_a_table is a view, not a table / take "looks_like_a_table" out of the tables',
  ]);
});

test("a column of a made-up row is reported with its row", async () => {
  const [names] = await runChecks(resolveContract(contract, await readCatalog(database.client)));
  expect(names?.findings.map(({ why }) => why)).toContain(
    'rowproof.config.ts names it as a column of the row that makes the actor "admin"',
  );
});

test("two columns of one snake_case name cannot both be in a view", async () => {
  const results = await runChecks(resolveContract(contract, await readCatalog(database.client)));
  expect(named(results.flatMap(({ findings }) => findings))).toContain(
    "error view/ambiguous-column: table public.doubled",
  );
});

test("on an open database every line says what is wrong, and none is passed that was not looked at", async () => {
  const results = await runChecks(resolveContract(journalContract, await readCatalog(database.client)));
  const failing = results.filter(({ findings }) => findings.length > 0).map(({ id }) => id);
  expect(failing).toEqual([
    "contract-names",
    "row-security",
    "routines",
    "other-views",
    "coverage",
    "default-privileges",
  ]);
  // Of the rest, what speaks of the contract's tables cannot be told without them.
  const told = results.filter(({ findings, undecided }) => findings.length === 0 && undecided === undefined);
  expect(told.map(({ id }) => id)).toEqual([
    "anonymous-relations",
    "policy-targets",
    "definer-routines",
    "claim-functions",
    "settings",
    "raising-policies",
    "outside-partitions",
    "sequences",
    "api-roles",
    "ownership",
    "users",
    "other-roles",
    "policy-roles",
    "sound-constraints",
    "unread",
  ]);
  expect(results.find(({ id }) => id === "policies")?.undecided).toBe(
    "7 tables of the contract do not exist",
  );
});

test("a line about policies is not passed where they are not asked", async () => {
  const open = { ...contract, tables: { Mood: { access: ownedBy("userId"), views: [] } } };
  const results = await runChecks(resolveContract(open, await readCatalog(database.client)));
  expect(results.find(({ id }) => id === "written-rows")).toMatchObject({
    findings: [],
    undecided: "row level security is off for 1 table",
  });
});

test("a schema that was not read is reported, and so is all that the contract has in it", async () => {
  const results = await runChecks(
    resolveContract(
      { ...journalContract, schemas: ["private"] },
      await readCatalog(database.client, { schemas: ["private"] }),
    ),
  );
  const found = named(results.flatMap(({ findings }) => findings));
  expect(found).toContain("error contract/unknown-schema: schema private");
  expect(found).toContain("error contract/unknown-table: table private.runs");
});
