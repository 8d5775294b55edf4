import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import {
  beforeDatabase,
  migrate,
  migrateWithPsql,
  migrationPath,
  migrations,
  swapped,
} from "@rowproof/testing/companion";
import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { digestRows, originalColumns } from "@rowproof/testing/digest";
import { hasPsql } from "@rowproof/testing/psql";
import { testedMajors } from "@rowproof/testing/sample";
import { splitStatements } from "@rowproof/testing/statements";
import type pg from "pg";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { misplacedMessage, users } from "../fixture/people.js";
import { companion } from "../fixture/place.js";
import { schemaOf } from "./schema.js";

const opened: FreshDatabase[] = [];
const open = async (database: Promise<FreshDatabase>): Promise<FreshDatabase> => {
  opened.push(await database);
  return database;
};
afterEach(async () => {
  for (const database of opened.splice(0)) await database.drop();
});

const empty = (platform: "open" | "closed") => open(freshDatabase({ platform }));

describe.each(testedMajors)("Postgres %i", (major) => {
  test("every row stays with its values, and a second run changes nothing", async () => {
    const { client } = await open(beforeDatabase(major));
    const columns = await originalColumns(client);
    const before = await digestRows(client, columns);
    await migrate(client);
    expect(await digestRows(client, columns)).toEqual(before);
    const once = await schemaOf(client);
    await migrate(client);
    expect(await digestRows(client, columns)).toEqual(before);
    expect(await schemaOf(client)).toEqual(once);
  });

  test("an empty database gets the same schema", async () => {
    const found = await open(beforeDatabase(major));
    const made = await open(freshDatabase({ platform: "closed", major }));
    await migrate(found.client);
    await migrate(made.client);
    expect(await schemaOf(made.client)).toEqual(await schemaOf(found.client));
  });

  test.skipIf(!hasPsql)("plain psql, statement by statement, comes to the same rows and schema", async () => {
    const { client, url } = await open(beforeDatabase(major));
    const made = await open(freshDatabase({ platform: "open", major }));
    const columns = await originalColumns(client);
    const before = await digestRows(client, columns);
    await migrateWithPsql(url);
    await migrate(made.client);
    expect(await digestRows(client, columns)).toEqual(before);
    expect(await schemaOf(client)).toEqual(await schemaOf(made.client));
  });
});

let wanted: Awaited<ReturnType<typeof schemaOf>>;
beforeAll(async () => {
  const { client, drop } = await beforeDatabase();
  await migrate(client);
  wanted = await schemaOf(client);
  await drop();
});

describe("the same schema", () => {
  test.each(["open", "closed"] as const)("from empty under %s default privileges", async (platform) => {
    const { client } = await empty(platform);
    await migrate(client);
    expect(await schemaOf(client)).toEqual(wanted);
  });

  test("with the two files swapped that may run in either order, from the first state and from empty", async () => {
    const found = await open(beforeDatabase());
    const made = await empty("open");
    await migrate(found.client, swapped);
    await migrate(made.client, swapped);
    expect(await schemaOf(found.client)).toEqual(wanted);
    expect(await schemaOf(made.client)).toEqual(wanted);
  });

  test("with each file run twice in a row", async () => {
    const { client } = await open(beforeDatabase());
    await migrate(
      client,
      migrations.flatMap((file) => [file, file]),
    );
    expect(await schemaOf(client)).toEqual(wanted);
  });

  test("with the old default privileges set again between two files", async () => {
    const { client } = await empty("closed");
    for (const file of migrations) {
      for (const objects of ["tables", "sequences", "functions"]) {
        await client.query(
          `alter default privileges in schema public grant all on ${objects} to anon, authenticated, service_role`,
        );
      }
      await migrate(client, [file]);
    }
    expect(await schemaOf(client)).toEqual(wanted);
  });
});

test.each(migrations)("%s says what it is for, and leaves transactions to whoever runs it", async (file) => {
  const text = await readFile(migrationPath(file), "utf8");
  expect(text).toMatch(/^-- \S.{60,}/);
  const statements = await splitStatements(text);
  expect(statements.filter(({ tree }) => "TransactionStmt" in tree)).toEqual([]);
});

test("the indexes in the README are those that the files would create", async () => {
  const made = async (file: string) =>
    [
      ...(await readFile(file, "utf8")).matchAll(
        /^create (?:unique )?index (?:concurrently )?if not exists [^;]+;/gm,
      ),
    ]
      .map(([statement]) => statement.replace(" concurrently", "").replace(/\s+/g, " "))
      .filter((statement) => /on public\."(Chat|Daily|Journal|UserMemory)/.test(statement));
  const files = await Promise.all(
    (["rls-and-profiles.sql", "add_user_memory_table.sql"] as const).map((file) => made(migrationPath(file))),
  );
  expect(await made(fileURLToPath(new URL("README.md", companion)))).toEqual(files.flat());
});

test("a file that fails half-way leaves nothing of itself", async () => {
  const { client } = await open(beforeDatabase());
  await migrate(client, migrations.slice(0, 4));
  const schema = await schemaOf(client);
  await client.query("create table public.chat_messages (id text)");
  const blocked = await schemaOf(client);
  await expect(migrate(client, [migrations[4]])).rejects.toMatchObject({ code: "42809" });
  expect(await schemaOf(client)).toEqual(blocked);
  await client.query("drop table public.chat_messages");
  expect(await schemaOf(client)).toEqual(schema);
  await migrate(client, [migrations[4]]);
});

test("rows without an owner are counted, the misplaced message is named by its id, and no content is shown", async () => {
  const { client } = await open(beforeDatabase());
  await client.query(
    `update public."UserMemory" set "userId" = gen_random_uuid()::text
     where id in (select id from public."UserMemory" where "userId" = $1 order by id limit 3)`,
    [users.diego.id],
  );
  const warnings = await migrate(client);
  expect(warnings.filter((warning) => warning.includes("no uuid"))).toHaveLength(5);
  expect(warnings).toContain('3 rows of public."UserMemory" have the "userId" of nobody in auth.users');
  expect(warnings).toContain(`1 message is in a session of another user: ${misplacedMessage.id}`);
  expect(warnings).toHaveLength(7);
});

test("the counts of rows without an owner are right", async () => {
  const { client } = await open(beforeDatabase());
  const [sessions] = (
    await client.query<{ legacy: string }>(
      `select count(*) as legacy from public."ChatSession" where "userId" !~ '-.*-.*-.*-'`,
    )
  ).rows;
  expect(await migrate(client)).toContain(
    `${sessions?.legacy} rows of public."ChatSession" have a "userId" that is no uuid in lower case`,
  );
});

test("a memory with an unknown source does not stop the file, and is not lost", async () => {
  const { client } = await open(beforeDatabase());
  await client.query(`update public."UserMemory" set "sourceType" = 'voice'
                      where id = (select min(id) from public."UserMemory")`);
  expect(await migrate(client)).toContain(
    '1 rows of public."UserMemory" have a "sourceType" other than chat and journal',
  );
  await expect(
    client.query(
      `insert into public."UserMemory" ("userId", summary, "sourceType", "sourceId") values ('x', 'y', 'voice', 'z')`,
    ),
  ).rejects.toMatchObject({ code: "23514" });
});

test("nor does an insight that breaks a check", async () => {
  const { client } = await open(beforeDatabase());
  await client.query(`update public."InsightRun" set mood_trend = 'sideways'
                      where id = (select id from public."InsightRun" order by id limit 1)`);
  expect(await migrate(client)).toContain(
    'rows of public."InsightRun" break the check InsightRun_mood_trend_check',
  );
  await expect(
    client.query(`insert into public."InsightRun" (user_id, time_range_start, time_range_end, narrative, mood_trend)
                  select id, now(), now(), '', 'sideways' from auth.users limit 1`),
  ).rejects.toMatchObject({ code: "23514" });
});

describe("the team's own views", () => {
  const mistaken = `
    create view public.chat_messages as
      select "userId" as user_id, id, content from public."ChatMessage"`;

  test("with other columns and without security_invoker are corrected", async () => {
    const { client } = await open(beforeDatabase());
    await client.query(mistaken);
    await migrate(client);
    expect(await schemaOf(client)).toEqual(wanted);
  });

  test("with dependent objects are replaced in place if the columns allow it", async () => {
    const { client } = await open(beforeDatabase());
    await client.query(`
      create view public.daily_mood as select id, "userId" as user_id from public."DailyMood";
      create view public.mine as select id from public.daily_mood`);
    await migrate(client);
    await client.query("select id from public.mine limit 1");
  });

  test("with dependent objects that cannot be replaced stop the file, and nothing is dropped", async () => {
    const { client } = await open(beforeDatabase());
    await client.query(`${mistaken}; create view public.mine as select id from public.chat_messages`);
    await expect(migrate(client)).rejects.toMatchObject({ code: "2BP01" });
    await client.query("select id from public.mine limit 1");
  });
});

test("a role without access to auth.users by row level security is refused", async () => {
  const { client } = await open(beforeDatabase());
  const role = `limited_${Date.now().toString(36)}`;
  await migrate(client, migrations.slice(0, 3));
  await client.query(`create role ${role}`);
  try {
    await client.query(`
      grant usage on schema auth to ${role};
      grant all on auth.users to ${role};
      grant usage, create on schema public to ${role}`);
    await takeOver(client, role);
    await client.query(`set role ${role}`);
    await expect(migrate(client, ["rls-and-profiles.sql"])).rejects.toThrow(
      'query would be affected by row-level security policy for table "users"',
    );
  } finally {
    await client.query("reset role");
    await client.query(`drop owned by ${role} cascade; drop role ${role}`);
  }
});

test("an owner who is no superuser, as on Supabase, can run them all, twice", async () => {
  const { client } = await open(freshDatabase({ platform: "open" }));
  const role = `owner_${Date.now().toString(36)}`;
  await client.query(`create role ${role} bypassrls`);
  try {
    await client.query(`
      grant usage on schema auth to ${role};
      grant all on auth.users to ${role};
      grant usage, create on schema public to ${role}`);
    await client.query(`set role ${role}`);
    await migrate(client);
    await migrate(client, swapped);
    await client.query("reset role");
    const { rows } = await client.query(
      `select count(*)::int as owned from pg_class where relnamespace = 'public'::regnamespace
       and relkind in ('r', 'v') and relowner = $1::regrole`,
      [role],
    );
    expect(rows).toEqual([{ owned: 22 }]);
  } finally {
    await client.query("reset role");
    await client.query(`drop owned by ${role} cascade; drop role ${role}`);
  }
});

async function takeOver(client: pg.ClientBase, role: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select oid::regclass::text as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')`,
  );
  for (const { name } of rows) await client.query(`alter table ${name} owner to ${role}`);
}
