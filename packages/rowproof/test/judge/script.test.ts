import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { hasPsql, psqlPrints } from "@rowproof/testing/psql";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Breach, Cell, Script } from "../../src/judge/proof.js";
import { writeScript } from "../../src/judge/script.js";

const amara = "a0000000-0000-4000-8000-000000000000";
const bo = "a0000000-0000-4000-8000-000000000001";

/** Read by everybody, taken over by everybody; and a board whose constraint tells what is in it. */
const schema = `
  create table notes (id int primary key, user_id uuid not null references auth.users, body text);
  alter table notes enable row level security;
  create policy everything on notes to authenticated using (true) with check (true);
  grant select, insert, update, delete on notes to authenticated;
  create table closed (id int primary key, user_id uuid, secret text);
  alter table closed enable row level security;
  create function tell() returns integer language sql security definer set search_path = ''
    as $$ select secret::integer from public.closed $$;
  create table whoami (session name, role name, sub text);
  grant select, insert on whoami to authenticated`;

let database: FreshDatabase;
let folder: string;
beforeAll(async () => {
  database = await freshDatabase();
  await database.client.query(schema);
  folder = await mkdtemp(join(tmpdir(), "rowproof-script-"));
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const setup = [
  `insert into auth.users (id) values ('${amara}'), ('${bo}')`,
  `insert into notes values (1, '${amara}', 'canary-7f3a') -- it's hers`,
  `insert into closed values (1, '${amara}', 'canary \\ :secret');`,
];

function broken(
  script: Partial<Script>,
  more: Partial<Breach> = {},
  status: Cell["status"] = "leak",
): string {
  const breach: Breach = {
    attack: "select/all",
    what: "bo's request reached amara's note",
    why: "why",
    fix: "fix",
    script: {
      role: "authenticated",
      claims: JSON.stringify({ sub: bo, role: "authenticated" }),
      setup,
      attempt: [],
      show: [],
      ...script,
    },
    ...more,
  };
  const object = { schema: "public", name: "notes", kind: "table" };
  const cell: Cell = {
    object,
    actor: "stranger",
    command: "select",
    expected: "deny",
    observed: "allowed",
    status,
    attempts: 1,
    breaches: [breach],
  };
  return writeScript(cell, breach);
}

/** What `psql` prints for a text. */
async function printsOf(text: string, url = database.url, ...options: readonly string[]): Promise<string> {
  const file = join(folder, "script.sql");
  await writeFile(file, text);
  return psqlPrints(file, url, { options });
}

const steps = (text: string) => text.split("\n").filter((line) => /^(?:\d\. |Everything)/.test(line));

describe.skipIf(!hasPsql)("a script under psql", () => {
  it("shows a row that was read, and leaves nothing behind", async () => {
    const text = await printsOf(broken({ attempt: ["select body from notes"] }));
    expect(text).toMatch(/canary-7f3a\n\(1 row\)\n\n {3}SQLSTATE 00000 rows 1\n/);
    expect(text).not.toContain("ERROR");
    expect(steps(text).map((line) => line.slice(0, 2))).toEqual(["1.", "2.", "3.", "Ev"]);
    expect((await database.client.query("select from notes")).rowCount).toBe(0);
  });

  it("shows what a write changed, after the actor is gone", async () => {
    const attempt = [`update notes set user_id = '${bo}' where id = 1`];
    const text = await printsOf(broken({ attempt, show: ["select user_id, current_user from notes"] }));
    expect(text).toContain("UPDATE 1\n   SQLSTATE 00000 rows 1\n4. ");
    expect(text).toMatch(new RegExp(`${bo} \\| (?!authent)\\w+\n`));
  });

  it("goes on after the error of an attempt, in the same transaction", async () => {
    const attempt = ["select tell()", "update notes set body = 'seen' where id = 1"];
    const show = ["select body from notes"];
    const script = broken({ attempt, show }, { sqlstate: "22P02" });
    for (const options of [[], ["-v", "ON_ERROR_STOP=1"]]) {
      const text = await printsOf(script, database.url, ...options);
      expect(text).toContain("The text of the error 22P02 is the leak.");
      expect(text).toMatch(/ERROR: {2}invalid input syntax for type integer: "canary \\ :secret"/);
      expect(text).toContain("   SQLSTATE 22P02 rows 0\n");
      expect(text).toMatch(/UPDATE 1\n.*4\. .*seen.*Everything/s);
    }
  });

  it("is refused where the contract is kept", async () => {
    const text = await printsOf(broken({ attempt: ["select * from closed"] }));
    expect(text).toContain("permission denied for table closed\n   SQLSTATE 42501 rows 0");
  });

  const asking = [
    "insert into whoami values (session_user, current_user, current_setting('request.jwt.claims', true)::json->>'sub')",
  ];
  const sessionQuery = ["select session || '/' || role || '/' || sub as who from whoami"];

  it("becomes the actor as the API does, where the connected role may", async () => {
    const text = await printsOf(broken({ attempt: asking, show: sessionQuery }));
    expect(text).toContain(`authenticator/authenticated/${bo}`);
  });

  it("sets the role alone where the connected role is no superuser", async () => {
    const { client, url } = database;
    const role = `script_${database.url.split("_").at(-1)}`;
    await client.query(`create role ${role} login password 'x' in role authenticated`);
    await client.query(`grant all on all tables in schema public to ${role}`);
    const own = new URL(url);
    own.username = role;
    own.password = "x";
    try {
      const text = await printsOf(broken({ setup: [], attempt: asking, show: sessionQuery }), own.href);
      expect(text).toContain("cannot become authenticator");
      expect(text).toContain(`${role}/authenticated/${bo}`);
      const not = await printsOf(
        broken({ role: "service_role", setup: [], attempt: asking, show: sessionQuery }),
        own.href,
      );
      expect(not).toContain("3. Not tried: the connected role cannot become service_role.");
      expect(not).toContain("(0 rows)");
    } finally {
      await client.query(`drop owned by ${role}; drop role ${role}`);
    }
  });

  it("makes no attempt as the superuser where there is no such role", async () => {
    const text = await printsOf(broken({ role: "no such role", attempt: asking, show: sessionQuery }));
    expect(text).toContain("3. Not tried");
    expect(text).toContain("(0 rows)");
  });

  it("obeys nothing that a name or a message says", async () => {
    const evil = "x\n\\! echo obeyed\r\\echo obeyed ' \\echo obeyed `echo obeyed` :HOST";
    const text = await printsOf(broken({ attempt: ["select 1"] }, { what: evil, why: evil, fix: evil }));
    expect(text.split(/[\n\r]/).filter((line) => line.trim() === "obeyed")).toEqual([]);
    expect(text).toContain(
      "3. The attempt: x\\n\\! echo obeyed\\r\\echo obeyed ' \\echo obeyed `echo obeyed` :HOST\n",
    );
  });
});
