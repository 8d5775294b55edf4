import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { acting, anon, service, signedIn, type TestActor } from "@rowproof/testing/actor";
import { afterDatabase, beforeDatabase } from "@rowproof/testing/companion";
import type { FreshDatabase } from "@rowproof/testing/database";
import { digestRows, originalColumns } from "@rowproof/testing/digest";
import { makeProject, type Project } from "@rowproof/testing/project";
import { testedMajors } from "@rowproof/testing/sample";
import type pg from "pg";
import { plan, up, verify } from "rowproof/commands";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { users } from "../fixture/people.js";
import { companion } from "../fixture/place.js";
import { createdBy } from "./created-objects.js";

const missing = [
  await readFile(fileURLToPath(new URL("missing.sql", import.meta.url)), "utf8"),
  await createdBy(["20261124000000_app_access.sql", "20261125000000_billing.sql"]),
].join("\n");

/** The contract in a folder of its own, where the only migration is the one that a plan writes. */
let project: Project;
let config: string;
beforeEach(async () => {
  const contract = await readFile(new URL("rowproof.config.ts", companion), "utf8");
  project = await makeProject(contract.replace(/ {2}versions: \{[^}]*\},\n/, ""));
  config = path.join(project.directory, "rowproof.config.ts");
});
afterEach(() => project.remove());

describe.each(testedMajors)("the contract's plan, on Postgres %i", (major) => {
  test("is empty for the migrated database", async () => {
    const { url, drop } = await afterDatabase(major);
    expect(await plan({ config, database: url })).toMatchObject({ clean: true, groups: [] });
    await drop();
  });

  test("alone makes the first state clean, with the access of the hand-written files", async () => {
    const byHand = await afterDatabase(major);
    const planned = await beforeDatabase(major);
    await planned.client.query(missing);
    const columns = await originalColumns(planned.client);
    const before = await digestRows(planned.client, columns);

    const options = { config, database: planned.url };
    await plan({ ...options, write: "access" });
    await up({ ...options, backup: false, gate: "verify" });
    expect(await verify(options)).toMatchObject({ clean: true });
    expect(await plan(options)).toMatchObject({ clean: true, groups: [] });
    expect(await digestRows(planned.client, columns)).toEqual(before);

    for (const { client } of [byHand, planned]) await addRows(client);
    expect(await privileges(planned)).toEqual(await privileges(byHand));
    expect(await effects(planned.client)).toEqual(await effects(byHand.client));
    await byHand.drop();
    await planned.drop();
  });
});

/** One row per user in the tables that the first state does not have. */
async function addRows(client: pg.Client): Promise<void> {
  await client.query(
    `insert into public.calendar_events (id, user_id, date, title) select id, id, '2025-06-01', 'walk' from auth.users;
     insert into public.users_roles (id, user_id, role)
       select id, id, case email when 'amara@example.com' then 'admin' when 'bruno@example.com' then 'ops' else 'user' end
       from auth.users;
     insert into public.billing_customers (id, user_id, stripe_customer_id) select id, id, 'cus_' || id from auth.users;
     update public.profiles set id = user_id,
       plan = case when user_id = '${users.chiyo.id}' then 'PRO' else 'FREE' end;
     insert into public.webhook_events (id, event_type, payload) values ('evt_1', 'invoice.paid', '{}')`,
  );
}

/** Every privilege of every role on every table, view, column, sequence and routine that both databases have. */
async function privileges({ client }: FreshDatabase): Promise<readonly string[]> {
  const { rows } = await client.query<{ held: string }>(
    `with role (name) as (values ('anon'), ('authenticated'), ('service_role'), ('authenticator')),
     relation as (
       select oid, relname, relkind from pg_catalog.pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'm', 'p', 'f', 'S')
     )
     select format('%s %s on %s', role.name, privilege, relname) as held
     from role, relation, unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) as privilege
     where relkind <> 'S' and has_table_privilege(role.name, relation.oid, privilege)
     union all
     select format('%s %s on %s.%s', role.name, privilege, relname, attname)
     from role, relation, pg_catalog.pg_attribute, unnest('{SELECT,INSERT,UPDATE,REFERENCES}'::text[]) as privilege
     where attrelid = relation.oid and attnum > 0 and not attisdropped
       and has_column_privilege(role.name, relation.oid, attnum, privilege)
       -- What the service may call or count on already, a plan leaves to it.
       and (relkind <> 'S' or role.name in ('anon', 'authenticated'))
     union all
     select format('%s execute %s', role.name, proname)
     from role, pg_catalog.pg_proc
     where role.name in ('anon', 'authenticated') and pronamespace = 'public'::regnamespace and has_function_privilege(role.name, pg_proc.oid, 'EXECUTE')
     order by 1`,
  );
  return rows.map(({ held }) => held);
}

const actors: Readonly<Record<string, TestActor>> = {
  anon,
  service,
  ...Object.fromEntries(Object.entries(users).map(([name, { id }]) => [name, signedIn(id)])),
  nobody: { role: "authenticated", claims: "" },
};

const relations: Readonly<Record<string, string>> = {
  '"ChatSession"': '"userId"',
  '"ChatMessage"': '"userId"',
  '"DailyMood"': '"userId"',
  '"JournalEntry"': '"userId"',
  '"UserMemory"': '"userId"',
  '"InsightRun"': "user_id",
  profiles: "user_id",
  calendar_events: "user_id",
  users_roles: "user_id",
  webhook_events: "id",
  billing_customers: "user_id",
  chat_session: "user_id",
  chat_sessions: "user_id",
  chat_messages: "user_id",
  daily_mood: "user_id",
  journal_entries: "user_id",
  user_memory: "user_id",
  insight_run: "user_id",
};

/** The effect of policies: which rows each actor reads, changes, takes over, gives away and deletes, by every name. */
async function effects(client: pg.Client): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [name, actor] of Object.entries(actors)) {
    for (const [relation, owner] of Object.entries(relations)) {
      const statements: Readonly<Record<string, string>> = {
        read: `select md5(string_agg(id::text, ',' order by id::text)) as ids, count(*)::int as n from public.${relation}`,
        touch: `update public.${relation} set ${owner} = ${owner}`,
        give: `update public.${relation} set ${owner} = '${users.diego.id}'`,
        take: `update public.${relation} set ${owner} = '${users.amara.id}' where ${owner} = '${users.bruno.id}'`,
        delete: `delete from public.${relation}`,
      };
      for (const [what, statement] of Object.entries(statements)) {
        const { rows, count, code } = await acting(client, actor, (run) => run(statement));
        found[`${name} ${what} ${relation}`] = { rows: what === "read" ? rows : [], count, code };
      }
    }
  }
  return found;
}
