import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  compareWithHistory,
  ensureHistory,
  hasHistory,
  readHistory,
  recordMigration,
} from "../../src/migrate/history.js";
import { migrationOf } from "./support.js";

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase({ platform: "open" });
});

afterAll(() => database.drop());

test("the history is made once, where the Supabase CLI looks for it, and is closed to callers", async () => {
  const { client } = database;
  expect(await hasHistory(client)).toBe(false);
  expect(await readHistory(client)).toEqual([]);
  await ensureHistory(client);
  await ensureHistory(client);
  const { rows } = await client.query(
    `select column_name, data_type from information_schema.columns
      where table_schema = 'supabase_migrations' and table_name = 'schema_migrations' order by ordinal_position`,
  );
  expect(rows).toEqual([
    { column_name: "version", data_type: "text" },
    { column_name: "statements", data_type: "ARRAY" },
    { column_name: "name", data_type: "text" },
  ]);
  for (const role of ["anon", "authenticated", "service_role"]) {
    const { rows: may } = await client.query<{ may: boolean }>(
      "select has_schema_privilege($1, 'supabase_migrations', 'usage') as may",
      [role],
    );
    expect(may[0]?.may).toBe(false);
  }
});

test("files and history are told apart: applied, pending, edited, unrecorded, unknown, late", async () => {
  const { client } = database;
  const original = await migrationOf("10", "create table a (x int); -- as it was\ninsert into a values (1);");
  await recordMigration(client, original);
  await recordMigration(client, await migrationOf("20", "select 1;"));
  await client.query(
    "insert into supabase_migrations.schema_migrations (version, name) values ('30', 'repaired'), ('40', 'gone')",
  );

  const recommented = await migrationOf(
    "10",
    "/* new words */ create table a (x   int);\n\ninsert into a values (1)",
  );
  const edited = await migrationOf("20", "select 2;");
  const files = [
    recommented,
    edited,
    await migrationOf("25", "select 3;"),
    await migrationOf("30", "select 4;"),
    await migrationOf("50", "select 5;"),
  ];
  const state = await compareWithHistory(files, await readHistory(client));
  const versions = (list: readonly { version: string }[]) => list.map(({ version }) => version);
  expect({
    applied: versions(state.applied),
    pending: versions(state.pending),
    edited: versions(state.edited),
    unrecorded: versions(state.unrecorded),
    unknown: versions(state.unknown),
    late: versions(state.late),
  }).toEqual({
    applied: ["10", "20", "30"],
    pending: ["25", "50"],
    edited: ["20"],
    unrecorded: ["30"],
    unknown: ["40"],
    late: ["25"],
  });
});

test("a changed function body or literal is an edit", async () => {
  const body = (text: string) => `create function f() returns text language sql as $$ select '${text}' $$;`;
  const applied = await migrationOf("60", body("one"));
  const now = await migrationOf("60", body("two"));
  const history = [
    { version: "60", name: null, statements: applied.statements.map(({ text }) => `${text};`) },
  ];
  expect((await compareWithHistory([now], history)).edited).toHaveLength(1);
  expect((await compareWithHistory([applied], history)).edited).toHaveLength(0);
});
