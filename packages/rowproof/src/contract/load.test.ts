import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { RowproofError } from "../diagnostic.js";
import { findConfig, loadContract } from "./load.js";

let folder: string;
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "rowproof-contract-")));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(text: string, name = "rowproof.config.ts"): Promise<string> {
  const directory = await mkdtemp(join(folder, "case-"));
  const file = join(directory, name);
  await writeFile(file, text);
  return file;
}

async function failure(text: string): Promise<RowproofError> {
  const error = await loadContract(await write(text)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(RowproofError);
  expect((error as RowproofError).exitCode).toBe(2);
  return error as RowproofError;
}

const config = (
  tables: string,
  rest = "",
) => `import { appendOnly, defineConfig, ownedBy, serviceOnly } from "rowproof";
export default defineConfig({
  migrations: "migrations", schema: "schema.sql",${rest}
  tables: {
    ${tables}
  },
});
`;

/** `id at line: message / fix` of every mistake. */
async function mistakes(text: string): Promise<readonly string[]> {
  const error = await failure(text);
  expect(error.id).toBe("contract/invalid");
  return error.details.map(
    (detail) => `${detail.place?.line ?? "?"} ${detail.id}: ${detail.message} / ${detail.fix}`,
  );
}

test("a contract is read, completed, and its paths made absolute", async () => {
  const file = await write(
    config(
      'Mood: { access: ownedBy("userId"), views: ["mood"], purpose: "How one felt." }, hooks: { access: serviceOnly() }',
      'database: "embedded:.data", versions: { "a.sql": "20250101" },',
    ),
  );
  const contract = await loadContract(file);
  const directory = join(file, "..");
  expect(contract).toMatchObject({
    file,
    directory,
    database: `embedded:${directory}/.data`,
    migrations: `${directory}/migrations`,
    schema: `${directory}/schema.sql`,
    schemas: ["public"],
    versions: { "a.sql": "20250101" },
    routines: {},
    actors: {},
    fixtures: {},
  });
  expect(contract.tables.Mood?.views).toEqual(["mood"]);
  expect(contract.tables.hooks).toMatchObject({
    views: [],
    access: { service_role: { select: { rows: { kind: "all" } } } },
  });
});

test("a file that was edited is read anew", async () => {
  const file = await write(config('a: { access: ownedBy("x") }'));
  await loadContract(file);
  await writeFile(file, config('b: { access: ownedBy("x") }'));
  expect(Object.keys((await loadContract(file)).tables)).toEqual(["b"]);
});

test("what is compiled is kept next to the project's code, and nowhere else", async () => {
  const file = await write(config('a: { access: ownedBy("x") }'));
  const modules = join(file, "..", "node_modules");
  await loadContract(file);
  expect(existsSync(modules)).toBe(false);
  await mkdir(modules);
  await loadContract(file);
  expect(await readdir(join(modules, ".cache", "rowproof"))).not.toEqual([]);
  await writeFile(file, config('b: { access: ownedBy("x") }'));
  expect(Object.keys((await loadContract(file)).tables)).toEqual(["b"]);
});

test("a module next to the config is loaded too, and plain JavaScript", async () => {
  const file = await write(
    'import tables from "./tables.js";\nexport default { migrations: "m", schema: "s", tables };',
    "rowproof.config.mjs",
  );
  await writeFile(
    join(file, "..", "tables.ts"),
    'import { readOwn } from "rowproof"; export default { t: { access: readOwn("u") as never } };',
  );
  expect(Object.keys((await loadContract(file)).tables)).toEqual(["t"]);
});

test("all mistakes of shape are reported at once, each with its line and a suggestion", async () => {
  expect(
    await mistakes(`import { ownedBy } from "rowproof";
export default {
  migration: "migrations",
  schema: 3,
  tables: {
    Mood: { acess: ownedBy("userId"), views: "mood" },
    Note: { access: ownedBy("userId", {
      witin: "Mood",
      insert: 0,
    }) },
    Page: { access: ownedBy("") },
    Blot: { access: { anon: 1 } },
  },
  versions: { "a.sql": "12a" },
};`),
  ).toEqual([
    '14 contract/wrong-value: version of a.sql has a wrong value / write the version as a string of digits, such as "20250120000000"',
    '4 contract/wrong-value: schema has a wrong value / write "schema.sql"',
    '6 contract/wrong-value: table Mood, views has a wrong value / write ["daily_mood"]',
    '6 contract/unknown-key: "acess" is not a field of table Mood / did you mean "access"?',
    '11 contract/wrong-value: the owner column of table Page is not a name / write ownedBy("user_id") with the column\'s name',
    '12 contract/wrong-value: the access of table Blot is not what a preset returns / write ownedBy("user_id"), appendOnly("user_id"), readOwn("user_id"), memberOf("team_members"), publicRead(), custom({ … }), serviceOnly() or closed()',
    '3 contract/unknown-key: "migration" is not a field of the config / did you mean "migrations"?',
    '8 contract/unknown-key: the access of table Note has no option witin / did you mean "within"?',
    "9 contract/wrong-value: the access of table Note cannot take this value of insert / write the expected value, or remove it",
  ]);
});

test("what is missing is reported, unless a misspelt key stands for it", async () => {
  expect(await mistakes("export default {\n  schema: 's', tables: { Mood: { views: [] } },\n};")).toEqual([
    '1 contract/missing-key: the config has no "migrations" / write migrations: "migrations"',
    '2 contract/missing-key: table Mood has no "access" / write access: ownedBy("user_id"), appendOnly("user_id"), readOwn("user_id"), memberOf("team_members"), publicRead(), custom({ … }), serviceOnly() or closed()',
  ]);
});

test("what a contract says against itself is reported, all at once", async () => {
  expect(
    await mistakes(
      config(
        `A: { access: ownedBy("u", { within: "b" }), views: ["a", "b", "a"] },
    B: { access: serviceOnly(), views: ["A", "b"] },
    "public.A": { access: serviceOnly() },
    C: { access: ownedBy("u", { within: "B", writable: ["x", "x"] }) },
    D: { access: ownedBy("u", { insert: false, update: false, writable: ["x"] }) },`,
        'versions: { "x.sql": "1", "y.sql": "1" },',
      ),
    ),
  ).toEqual([
    "7 contract/table-twice: table public.A is named twice / keep one of them",
    '6 contract/view-named-as-table: view "A" of table B has the name of a table / give the view another name, or take it out of B',
    '5 contract/view-twice: view "a" is named twice / keep one of them',
    '6 contract/view-twice: view "b" is named twice / keep one of them',
    '5 contract/unknown-parent: table A must stay within "b", which the contract does not name / did you mean within: "B"?',
    '8 contract/ownerless-parent: table C must stay within "B", whose rows have no owner / give B an access such as ownedBy("user_id"), or take "within" out',
    '8 contract/column-twice: column "x" is listed twice among the writable columns of table C / keep one of them',
    '9 contract/nothing-writable: table D has writable columns, but neither insert nor update / take "writable" out, or allow update',
    "3 contract/version-twice: version 1 is given to two files / give one of them another version",
  ]);
});

const everyPreset = (tables: string) =>
  config(tables).replace("appendOnly, ", "appendOnly, closed, custom, memberOf, publicRead, readOwn, ");

test("teams that anybody can join, or nobody be read in, are reported", async () => {
  expect(
    await mistakes(
      everyPreset(`tasks: { access: memberOf("team_members", { write: ["owner"] }) },
    team_members: { access: ownedBy("user_id") },
    boards: { access: memberOf("people") },
    people: { access: memberOf("people", { column: "crew" }) },
    cards: { access: memberOf("staff") },
    staff: { access: serviceOnly() },
    pages: { access: memberOf("team_member") },`),
    ),
  ).toEqual([
    '6 contract/self-join: a user may insert and update rows of team_members, and so can join any team in any role / write readOwn("user_id") and let the service add members, or write a condition with custom({ insert: "…" })',
    '8 contract/recursive-members: table people takes its members from itself / write readOwn("user_id"): each member can read their own membership, which is all that other tables need',
    '10 contract/unreadable-members: table cards takes its members from staff, whose rows a member cannot read / give staff an access that shows each member their own rows: readOwn("user_id")',
    '11 contract/unknown-members: table pages takes its members from "team_member", which the contract does not name / did you mean memberOf("team_members")?',
  ]);
});

test("a member who may change what decides nothing is no mistake", async () => {
  const file = await write(
    everyPreset(`tasks: { access: memberOf("members") },
    members: { access: ownedBy("user_id", { insert: false, writable: ["nickname"] }) },`),
  );
  expect((await loadContract(file)).tables.tasks?.access.authenticated.insert.rows).toEqual({
    kind: "member",
    column: "team_id",
    members: "members",
    team: "team_id",
    user: "user_id",
  });
});

test("predicates that do not parse, name no column or ask each other in a circle are reported with their place", async () => {
  expect(
    await mistakes(
      everyPreset(`a: { access: custom({
      select: "author_id = ",
      insert: "auth.uid() is not null",
      update: "x = 1; drop table a",
      anon: { select: "true) or (true" },
    }) },
    b: { access: custom({ select: "id in (select b_id from c)" }) },
    c: { access: custom({ select: "id in (select c_id from public.b)" }) },
    d: { access: custom({ select: "exists (select from d e where e.id = d.parent)" }) },
    e: { access: custom({ select: "u = auth.uid()", update: "id in (select x.id from e x)" }) },
    m: { access: custom({ select: "user_id = auth.uid()", insert: "user_id = auth.uid()", update: "team_id in (select 1)" }) },
    t: { access: memberOf("m") },`),
    ),
  ).toEqual([
    '6 contract/predicate-syntax: the predicate for select of table a does not parse: syntax error at or near ")" / write one SQL expression that is true for the rows meant: select: "author_id = auth.uid()"',
    "7 contract/predicate-without-column: the predicate for insert of table a names no column / compare a column of the table with the user's id or claims, or call a function of your own with its schema, such as public.is_staff(); for every row write publicRead(), for none remove the command",
    '8 contract/predicate-syntax: the predicate for update of table a does not parse: syntax error at or near ";" / write one SQL expression that is true for the rows meant: update: "author_id = auth.uid()"',
    '9 contract/predicate-syntax: the predicate for select of table a does not parse: it is not one expression / write one SQL expression that is true for the rows meant: select: "author_id = auth.uid()"',
    "15 contract/self-join: the predicate for insert of m does not mention the team, so a user can join any team / compare the team column in it, or remove the command and let the service add members",
    "11 contract/recursive-predicate: to read b, its predicate reads c, which reads b / compare a column of the row itself, or call a security definer function that returns the user's own keys",
    "12 contract/recursive-predicate: to read c, its predicate reads b, which reads c / compare a column of the row itself, or call a security definer function that returns the user's own keys",
    "13 contract/recursive-predicate: to read d, its predicate reads d / compare a column of the row itself, or call a security definer function that returns the user's own keys",
    "14 contract/recursive-predicate: to update rows of e, its predicate reads e / compare a column of the row itself, or call a security definer function that returns the user's own keys",
  ]);
});

test("what the newer presets cannot take is reported", async () => {
  expect(
    await mistakes(
      everyPreset(`a: { access: memberOf("m", { write: "owner", teams: "t", insert: [1] }) },
    m: { access: readOwn("user_id") },
    b: { access: custom({ select: "" , colums: [] }) },
`),
    ),
  ).toMatchInlineSnapshot(`
    [
      "5 contract/wrong-value: the access of table a cannot take this value of write / write the expected value, or remove it",
      "5 contract/unknown-key: the access of table a has no option teams / did you mean "team"?",
      "5 contract/wrong-value: the access of table a cannot take this value of insert / write the expected value, or remove it",
      "7 contract/wrong-value: the access of table b cannot take this value of select / write the expected value, or remove it",
      "7 contract/unknown-key: the access of table b has no option colums / take it out",
    ]
  `);
});

test("a predicate in ownedBy is one as any other, and none for written rows goes with within", async () => {
  expect(
    await mistakes(
      everyPreset(`p: { access: ownedBy("u") },
    a: { access: ownedBy("u", { delete: "" }) },
    b: { access: ownedBy("u", { within: "p", insert: "u = auth.uid() or public.is_staff()" }) },`),
    ),
  ).toMatchInlineSnapshot(`
    [
      "6 contract/wrong-value: the access of table a cannot take this value of delete / write the expected value, or remove it",
      "7 contract/wrong-value: the access of table b cannot take this value of within / take it out, or leave insert and update to the user's own rows",
    ]
  `);
  expect(
    await mistakes(
      everyPreset(`a: { access: ownedBy("u", {
      select: "u = ",
      insert: "auth.uid() is not null",
      update: "is_staff()",
    }) },`),
    ),
  ).toMatchInlineSnapshot(`
    [
      "6 contract/predicate-syntax: the predicate for select of table a does not parse: syntax error at or near ")" / write one SQL expression that is true for the rows meant: select: "author_id = auth.uid()"",
      "7 contract/predicate-without-column: the predicate for insert of table a names no column / compare a column of the table with the user's id or claims, or call a function of your own with its schema, such as public.is_staff(); for every row write publicRead(), for none remove the command",
      "8 contract/predicate-without-column: the predicate for update of table a names no column / compare a column of the table with the user's id or claims, or call a function of your own with its schema, such as public.is_staff(); for every row write publicRead(), for none remove the command",
    ]
  `);
  const file = await write(
    everyPreset(`p: { access: ownedBy("u") },
    c: { access: ownedBy("u", { within: "p", select: "u = auth.uid() and public.may_see(at)", delete: "public.is_staff()" }) },
    d: { access: custom({ select: "(select public.is_staff())" }) },`),
  );
  const { tables } = await loadContract(file);
  expect(tables.c?.access.authenticated.insert.rows).toEqual({ kind: "own", column: "u", within: "p" });
  expect(tables.d?.access.authenticated.select.rows).toMatchObject({ kind: "where" });
});

test("limits and names that contradict each other, or no database can bear, are reported", async () => {
  expect(
    await mistakes(
      everyPreset(`c: { access: ownedBy("u", { writable: ["x"], readOnly: ["y", "y"] }) },
    d: { access: ownedBy("u"), aliases: ["D", "a"], views: ["D"] },
    a: { access: closed() },
    ${JSON.stringify("x".repeat(64))}: { access: publicRead(), aliases: [${JSON.stringify("é".repeat(32))}] },`),
    ),
  ).toMatchInlineSnapshot(`
    [
      "8 contract/long-name: the name of table "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" is 64 bytes long / write the name as the database has it",
      "8 contract/long-name: the name of view "éééééééééééééééééééééééééééééééé" is 64 bytes long / give the view a shorter name",
      "6 contract/view-named-as-table: view "a" of table d has the name of a table / give the view another name, or take it out of d",
      "6 contract/view-twice: view "D" is named twice / keep one of them",
      "5 contract/column-twice: column "y" is listed twice among the read-only columns of table c / keep one of them",
      "5 contract/two-limits: table c has both writable and readOnly columns / keep one of the two lists",
    ]
  `);
});

test("a routine may reach a table of a schema that is not exposed, and of the exposed ones only what is named", async () => {
  const reaching = (table: string) =>
    config(
      'notes: { access: ownedBy("u") }',
      `routines: { board: { execute: ["anon"], reaches: ["${table}"] } },`,
    );
  const contract = await loadContract(await write(reaching("app.scores")));
  expect(contract.routines.board?.reaches).toEqual(["app.scores"]);
  await expect(failure(reaching("public.scores"))).resolves.toMatchObject({ id: "contract/invalid" });
});

test("actors, fixtures and what a routine reaches are kept as they are written", async () => {
  const rest = `actors: { admin: { rows: { staff: { role: "admin" } } }, robot: { role: "service_role" }, plain: {},
      "pro user": { claims: { app_metadata: { plan: ["pro"] } } } },
    fixtures: { staff: [{ role: "x", n: 1.5, on: true, off: null, list: [1], at: { sql: "now()" } }] },
    routines: { board: { execute: ["anon"], reaches: ["staff"] }, other: { execute: [] } },`;
  const contract = await loadContract(await write(config('staff: { access: ownedBy("u") }', rest)));
  expect(contract.actors).toEqual({
    admin: { rows: { staff: { role: "admin" } } },
    robot: { role: "service_role" },
    plain: {},
    "pro user": { claims: { app_metadata: { plan: ["pro"] } } },
  });
  expect(contract.fixtures).toEqual({
    staff: [{ role: "x", n: 1.5, on: true, off: null, list: [1], at: { sql: "now()" } }],
  });
  expect(contract.routines).toEqual({
    board: { execute: ["anon"], reaches: ["staff"] },
    other: { execute: [] },
  });
});

test("values that no actor, fixture or routine can have are reported with what may stand there", async () => {
  const rest = `
  actors: {
    admin: { rol: "anon", claims: ["x"] },
    two: { role: "postgres", rows: { a: 3, b: { views: { x: 1 } } } },
    three: "anon",
  },
  fixtures: {
    a: [],
    b: [{ schema: { sql: 3 }, ok: 1 }, 7],
    c: { x: 1 },
  },
  routines: { f: { execute: [], reaches: "a" }, g: { execute: [], reach: ["a"] } },`;
  expect(await mistakes(config('a: { access: ownedBy("u") }', rest))).toEqual([
    '14 contract/wrong-value: routine f, reaches has a wrong value / write ["scores"]',
    '14 contract/unknown-key: "reach" is not a field of routine g / did you mean "reaches"?',
    '5 contract/wrong-value: actor admin, claims has a wrong value / write { app_metadata: { role: "admin" } }',
    '5 contract/unknown-key: "rol" is not a field of actor admin / did you mean "role"?',
    '6 contract/wrong-value: actor two, role has a wrong value / write "authenticated"',
    '6 contract/wrong-value: actor two, rows, a has a wrong value / write { kind: "invoice.paid" }',
    '6 contract/wrong-value: actor two, rows, b, views has a wrong value / write the value, or { sql: "now()" } for an SQL expression',
    '7 contract/wrong-value: actor three has a wrong value / write { rows: { users_roles: { role: "admin" } } }',
    '10 contract/wrong-value: fixture of a has a wrong value / write [{ kind: "invoice.paid" }]',
    '11 contract/wrong-value: fixture of b, schema has a wrong value / write the value, or { sql: "now()" } for an SQL expression',
    '11 contract/wrong-value: fixture of b has a wrong value / write { kind: "invoice.paid" }',
    '12 contract/wrong-value: fixture of c has a wrong value / write [{ kind: "invoice.paid" }]',
  ]);
});

test("actors that the proof has itself, and tables that the contract does not name, are reported", async () => {
  const rest = `
  actors: {
    Owner: {}, "member-admin": {}, nia: {},
    "member": {}, members: {},
    "a/../b": {},
    "ad min": { claims: { sub: "x", role: "y", email: "z" } },
    "AD-min": { rows: { Staf: { x: 1 } } },
  },
  fixtures: { "public.staff": [{}], elsewhere: [{}], staff: [{}] },
  routines: { f: { execute: [], reaches: ["staff", "stafff"] } },`;
  expect(await mistakes(config('staff: { access: ownedBy("u") }', rest))).toEqual([
    '5 contract/reserved-actor: an actor cannot be called "Owner" / give the actor another name',
    '5 contract/reserved-actor: an actor cannot be called "member-admin" / give the actor another name',
    '5 contract/reserved-actor: an actor cannot be called "nia" / give the actor another name',
    '6 contract/reserved-actor: an actor cannot be called "member" / give the actor another name',
    '7 contract/actor-name: an actor cannot be called "a/../b" / write a short name, such as "admin"',
    '8 contract/own-claim: actor "ad min" cannot have a claim "sub" of its own / take it out',
    '8 contract/own-claim: actor "ad min" cannot have a claim "role" of its own / write role: "authenticated" next to the claims',
    '9 contract/actor-twice: actor "AD-min" is named twice / give one of them another name',
    '9 contract/unnamed-table: actor "AD-min" has a row in "Staf", which the contract does not name / did you mean "staff"?',
    '11 contract/unnamed-table: there are fixtures for "public.staff", which the contract does not name / did you mean "staff"?',
    '11 contract/unnamed-table: there are fixtures for "elsewhere", which the contract does not name / add "elsewhere" to the tables',
    '12 contract/unnamed-table: routine f reaches "stafff", which the contract does not name / did you mean "staff"?',
  ]);
});

test("a place is found through constants, types and calls", async () => {
  const file = await write(`import { defineConfig, ownedBy, type Config } from "rowproof";
const mood = { access: ownedBy("userId", {
  writable: ["x"] }) };
const tables = {
  Mood: mood,
} as const;
const config = { migrations: "m", schema: "s", tables } satisfies Config;
export default defineConfig(config as Config);
`);
  const contract = await loadContract(file);
  expect(contract.place(["tables", "Mood", "access"])).toEqual({ file, line: 2, column: 16 });
  expect(contract.place(["tables", "Mood", "access", "writable"])).toEqual({ file, line: 3, column: 3 });
  expect(contract.place(["tables", "Mood"])).toEqual({ file, line: 5, column: 3 });
  expect(contract.place(["tables", "Elsewhere"])).toEqual({ file, line: 7, column: 48 });
});

test("a place that is not known is undefined", async () => {
  const contract = await loadContract(
    await write(
      'const make = () => ({ migrations: "m", schema: "s", tables: {} });\nconst made = [make()];\nexport { made };\nexport default function config() {}',
    ).then(async (file) => {
      await writeFile(
        file,
        'const all = { c: { migrations: "m", schema: "s", tables: {} } };\nconst { c } = all;\nexport { c as default };',
      );
      return file;
    }),
  );
  expect(contract.place(["tables"])).toBeUndefined();
});

test("a syntax error has its line, column and a caret, and no stack", async () => {
  const error = await failure("export default {\n  migrations: 'm'\n  schema: 's',\n};\n");
  expect(error).toMatchObject({
    id: "contract/not-loaded",
    message: 'rowproof.config.ts could not be loaded: Unexpected token, expected ","',
    place: { line: 3, column: 3 },
    excerpt: "  schema: 's',\n  ^",
  });
  expect(error.message + error.why + error.fix).not.toMatch(/\bat .*:\d+/);
});

test("what a config throws is reported with its line", async () => {
  const error = await failure('const secret: number = 1;\n\nthrow new Error("no such plan");\n');
  expect(error).toMatchObject({
    id: "contract/not-loaded",
    message: "rowproof.config.ts could not be loaded: no such plan",
    place: { line: 3 },
  });
});

test("an import that leads nowhere is one clear error", async () => {
  const error = await failure('import "./nowhere.js";\nexport default {};\n');
  expect(error.id).toBe("contract/not-loaded");
  expect(error.message).toContain("./nowhere.js");
});

test("a file without a default export says so", async () => {
  expect((await failure("export const config = {};")).id).toBe("contract/no-default-export");
});

test("the config is found from a folder below it; where there is none, it says so", async () => {
  const file = await write(config(""));
  const below = join(file, "..", "a", "b");
  await mkdir(below, { recursive: true });
  expect(await findConfig(below)).toBe(file);
  await expect(findConfig(folder)).rejects.toMatchObject({ id: "contract/no-config", exitCode: 2 });
  await expect(loadContract(join(folder, "rowproof.config.ts"))).rejects.toMatchObject({
    id: "contract/no-config",
  });
});
