import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, expect, test } from "vitest";
import { RowproofError } from "../diagnostic.js";
import { compareVersions, readMigrations } from "./files.js";

const folders: string[] = [];

async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "rowproof-files-"));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text);
  return folder;
}

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function refusal(files: Readonly<Record<string, string>>, versions = {}): Promise<RowproofError> {
  const error = await readMigrations({ directory: await folderOf(files), versions }).catch(
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RowproofError)) throw new Error("the folder was not refused");
  return error;
}

test("files run in the order of their versions, given or named", async () => {
  const directory = await folderOf({
    "20250115_second.sql": "select 2;",
    "00000000000000_first.sql": "select 1;",
    "third.sql": "select 3;",
    "20250115093000_later-that-day.sql": "select 4;",
    "notes.md": "not a migration",
  });
  const migrations = await readMigrations({ directory, versions: { "third.sql": "20250115000001" } });
  expect(migrations.map(({ version, name }) => [version, name])).toEqual([
    ["00000000000000", "first"],
    ["20250115", "second"],
    ["20250115000001", "third"],
    ["20250115093000", "later-that-day"],
  ]);
});

test("versions compare as moments", () => {
  expect(compareVersions("20250115", "20250115000000")).toBe(0);
  expect(compareVersions("9", "10")).toBe(1);
});

test("a syntax error is reported with line, column and caret", async () => {
  const error = await refusal({ "1_bad.sql": "select 1;\n  create tabel x ();\n" });
  expect(error).toMatchObject({
    id: "migration/syntax",
    exitCode: 2,
    place: { line: 2, column: 10 },
    excerpt: "2 |   create tabel x ();\n  |          ^",
  });
});

test("all mistakes of all files are reported at once", async () => {
  const error = await refusal(
    {
      "1_a.sql": "selekt 1",
      "nameless.sql": "select 1",
      "2_b.sql": "begin; select 1; commit;",
      "2_c.sql": "select 1",
    },
    { "absent.sql": "3" },
  );
  expect(error.details.map(({ id }) => id).sort()).toEqual([
    "migration/no-version",
    "migration/same-version",
    "migration/syntax",
    "migration/transaction-control",
    "migration/transaction-control",
    "migration/unknown-file",
  ]);
});

test("commands of psql are named as such", async () => {
  expect((await refusal({ "1_a.sql": "\\set x 1\nselect 1;" })).why).toContain("commands of psql");
});

test("only the header asks for no transaction", async () => {
  const directory = await folderOf({
    "1_a.sql": "-- why\n-- rowproof: no-transaction\ncreate index concurrently i on t (x);",
    "2_b.sql": "select 1;\n-- rowproof: no-transaction\n",
  });
  const migrations = await readMigrations({ directory, versions: {} });
  expect(migrations.map(({ transactional }) => transactional)).toEqual([false, true]);
});

const header = "-- rowproof: no-transaction\n";

test("a file without a transaction may hold blocks", async () => {
  const directory = await folderOf({
    "1_a.sql": `${header}create index concurrently i on t (x);
begin; set local lock_timeout = '100ms'; refresh materialized view concurrently m; commit;
start transaction isolation level serializable; comment on index i is 'built concurrently'; end;`,
  });
  expect(await readMigrations({ directory, versions: {} })).toHaveLength(1);
});

// The place of the offender is that of the word in capitals.
test.each([
  ["begins a block that no commit ends", "begin; select 1; commit; BEGIN; select 1;"],
  ["ends a block that no begin opens", "begin; select 1; commit; COMMIT;"],
  ["ends a block that no begin opens", "select 1; END;"],
  ["begins a block inside a block", "begin; START transaction; commit;"],
  ["controls a transaction by more than begin and commit", "ROLLBACK;"],
  ["controls a transaction by more than begin and commit", "begin; SAVEPOINT s; commit;"],
  ["controls a transaction by more than begin and commit", "begin; RELEASE s; commit;"],
  ["controls a transaction by more than begin and commit", "begin; COMMIT and chain; commit;"],
  ["controls a transaction by more than begin and commit", "begin; PREPARE transaction 'x'; commit;"],
  ["controls a transaction by more than begin and commit", "COMMIT prepared 'x';"],
  ["runs a concurrent statement inside a block", "begin; CREATE index concurrently i on t (x); commit;"],
  ["runs a concurrent statement inside a block", "begin; DROP index concurrently i; commit;"],
  ["runs a concurrent statement inside a block", "begin; REINDEX (concurrently) index i; commit;"],
  [
    "runs a concurrent statement inside a block",
    "begin; ALTER table t detach partition p concurrently; commit;",
  ],
])("a file without a transaction that %s: %s", async (mistake, text) => {
  const error = await refusal({ "1_a.sql": `${header}  ${text}` });
  const column = 3 + text.search(/[A-Z]{2}/);
  expect(error).toMatchObject({
    id: "migration/transaction-control",
    exitCode: 2,
    message: `1_a.sql ${mistake}`,
    place: { line: 2, column },
    excerpt: `2 |   ${text}\n  | ${" ".repeat(column - 1)}^`,
  });
});

test("all mistakes of all blocks are reported at once", async () => {
  const text = `${header}commit; begin; begin; reindex table concurrently t; rollback;`;
  const error = await refusal({ "1_a.sql": text, "2_b.sql": `${header}savepoint s;` });
  expect(error.details.map(({ message }) => message)).toEqual([
    "1_a.sql ends a block that no begin opens",
    "1_a.sql begins a block inside a block",
    "1_a.sql runs a concurrent statement inside a block",
    "1_a.sql controls a transaction by more than begin and commit",
    "1_a.sql begins a block that no commit ends",
    "2_b.sql controls a transaction by more than begin and commit",
  ]);
});
