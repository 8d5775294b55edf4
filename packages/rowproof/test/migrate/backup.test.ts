import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect, type FreshDatabase, freshCluster } from "@rowproof/testing/database";
import { afterEach, expect, test } from "vitest";
import {
  type BackupSource,
  copyDatabase,
  dumpDatabase,
  listCopies,
  siblingName,
  timeStamp,
} from "../../src/migrate/backup.js";
import { findClientTool } from "../../src/migrate/client-tools.js";
import { restoreBackup } from "../../src/migrate/restore.js";
import { urlOfDatabase } from "../../src/sql/connection.js";

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A database with two rows, nobody connected to it, on a server of its own: the tests rename databases. */
async function sourceOf(major: 15 | 17): Promise<BackupSource & Pick<FreshDatabase, "server">> {
  const database = await freshCluster({ major });
  const name = "diary";
  await database.client.query(`create database ${name}`);
  const url = urlOfDatabase(database.url, name);
  const client = await connect(url);
  await client.query("create table t (id int primary key, x text); insert into t values (1, 'a'), (2, 'b');");
  await client.end();
  closing.push(() => database.drop());
  return { url, database: name, major, server: database.server };
}

async function rowsOf(source: BackupSource, database: string): Promise<unknown> {
  const client = await connect(urlOfDatabase(source.url, database));
  try {
    return (await client.query("select * from t order by id")).rows;
  } finally {
    await client.end();
  }
}

async function damage(source: BackupSource): Promise<void> {
  const client = await connect(source.url);
  await client.query("update t set x = 'lost'; create view v as select * from t;");
  await client.end();
}

const twoRows = [
  { id: 1, x: "a" },
  { id: 2, x: "b" },
];

test("a copy is taken and brought back under the present name; the present one is kept", async () => {
  const source = await sourceOf(17);
  const backup = await copyDatabase(source);
  expect(backup).toEqual({ kind: "copy", name: expect.stringMatching(/^diary_backup_\d{8}t\d{9}z$/) });
  await damage(source);
  const admin = await connect(urlOfDatabase(source.url, "postgres"));
  await admin.query(
    "revoke connect on database diary from public; alter database diary set work_mem = '7MB';",
  );
  const aside = await restoreBackup(source, backup.name, { replace: false });
  expect(await rowsOf(source, aside.database)).toEqual(twoRows);
  expect(await rowsOf(source, "diary")).not.toEqual(twoRows);
  const { database, kept } = await restoreBackup(source, backup.name, { replace: true });
  expect(database).toBe("diary");
  expect(await rowsOf(source, "diary")).toEqual(twoRows);
  expect(await rowsOf(source, kept ?? "")).toEqual([
    { id: 1, x: "lost" },
    { id: 2, x: "lost" },
  ]);
  expect(await listCopies(admin, "diary")).toEqual([backup.name]);
  const { rows } = await admin.query(
    `select has_database_privilege('anon', 'diary', 'connect') as open, setconfig
       from pg_database d join pg_db_role_setting s on s.setdatabase = d.oid where datname = 'diary'`,
  );
  expect(rows).toEqual([{ open: false, setconfig: ["work_mem=7MB"] }]);
  await admin.end();
});

test("a sibling's name fits into what Postgres keeps of one", () => {
  const name = siblingName("ä".repeat(40), "backup", timeStamp());
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
  expect(name).toMatch(/^ä+_backup_\d{8}t\d{9}z$/);
});

test("a copy while somebody is connected says who, and makes nothing", async () => {
  const source = await sourceOf(17);
  const other = await connect(source.url);
  await other.query("set application_name = 'reporting'");
  await expect(copyDatabase(source)).rejects.toMatchObject({
    id: "backup/in-use",
    exitCode: 3,
    why: expect.stringContaining("reporting"),
  });
  expect(await listCopies(other, "diary")).toEqual([]);
  await other.end();
});

test("a backup that does not exist is named", async () => {
  const source = await sourceOf(17);
  await expect(restoreBackup(source, "nothing", { replace: true })).rejects.toMatchObject({
    id: "restore/no-backup",
    exitCode: 2,
  });
  expect(await rowsOf(source, "diary")).toEqual(twoRows);
});

test("no pg_dump new enough: what there is, and how to get one", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "rowproof-dump-"));
  closing.push(() => rm(folder, { recursive: true }));
  const error = dumpDatabase({ url: "postgres://127.0.0.1:1/x", database: "x", major: 99 }, folder);
  await expect(error).rejects.toMatchObject({
    id: "backup/no-pg-dump",
    exitCode: 3,
    fix: expect.stringContaining("--no-backup"),
  });
  expect(await readdir(folder)).toEqual([]);
});

const { tool } = await findClientTool("pg_dump", 15);
const noTool = tool === null && process.env.CI === undefined;

test.skipIf(noTool)("a dump is a file of ours alone, and comes back in whole", async () => {
  const source = await sourceOf(15);
  const folder = path.join(await mkdtemp(path.join(tmpdir(), "rowproof-dump-")), "backups");
  closing.push(() => rm(path.dirname(folder), { recursive: true }));
  const backup = await dumpDatabase(source, folder);
  expect((await stat(backup.name)).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  await damage(source);
  const { kept } = await restoreBackup(source, backup.name, { replace: true });
  expect(await rowsOf(source, "diary")).toEqual(twoRows);
  expect(kept).not.toBeNull();
});

test.skipIf(noTool)("a dump that fails leaves no file, and says why without the password", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "rowproof-dump-"));
  closing.push(() => rm(folder, { recursive: true }));
  const source = { url: "postgres://app:s3cret@127.0.0.1:1/x", database: "x", major: 15 };
  const error: unknown = await dumpDatabase(source, folder).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ id: "backup/tool-failed", exitCode: 3 });
  expect(String((error as { why: string }).why)).toMatch(/pg_dump: error/);
  expect((error as { why: string }).why).not.toContain("s3cret");
  expect(await readdir(folder)).toEqual([]);
});
