import { freshDatabase } from "@rowproof/testing/database";
import { expect, test } from "vitest";
import { ownedBy } from "../../src/contract/presets.js";
import { journalContract, journalSql } from "../check/journal.js";
import { guideOf, under, useGuide, withTables } from "./harness.js";

const { guide, section } = useGuide();

test("two databases with the same schema give the same bytes, and nothing tells them apart", async () => {
  const [one, other] = [await freshDatabase(), await freshDatabase()];
  try {
    // A setting makes findings that name the database; rows, and policies made in another order, are no part of the schema.
    const setting = `do $$ begin
      execute format('alter database %I set "request.jwt.claims" = ''{}''', current_database()); end $$;`;
    await one.client.query(`${journalSql} ${setting}`);
    await other.client.query(`${journalSql} ${setting}
      drop policy sel on runs; drop policy ins on runs; drop index runs_user_id_idx;
      create index runs_user_id_idx on runs (user_id);
      create policy ins on runs for insert to authenticated with check (user_id = (select auth.uid()));
      create policy sel on runs for select to authenticated using (user_id = (select auth.uid()));
      insert into events select n::text from generate_series(1, 100) n; analyze;`);
    const [text, same] = [await guideOf(one), await guideOf(other)];
    expect(same).toBe(text);
    expect(text).toContain("is set for this database");
    const { rows } = await one.client.query("select current_database() as name, version()");
    expect(text).not.toContain(rows[0].name);
    expect(text).not.toContain(/\d+\.\d+/.exec(rows[0].version)?.[0]);
    expect(text).not.toMatch(/\b20\d\d\b|127\.0\.0\.1|localhost/);
  } finally {
    await one.drop();
    await other.drop();
  }
});

test("the section of a table has all that one needs to work with it", async () => {
  const change = `comment on column profiles.plan is 'What they | pay for.';
    alter table profiles add constraint known_plan check (plan in ('FREE', 'PRO')) not valid;
    create function touch() returns trigger language plpgsql set search_path = '' as 'begin return new; end';
    create trigger touch before update of plan on profiles for each row
      when (old.plan is distinct from new.plan) execute function touch();`;
  expect(await section(change, "profiles")).toMatchInlineSnapshot(`
    "### Table \`profiles\`

    **Access**

    - **Anonymous users** (\`anon\`): nothing.
    - **Signed-in users** (\`authenticated\`)
      - may select their own rows (\`user_id\` holds their id)
      - may update their own rows (\`user_id\` holds their id); only the column \`voice_enabled\`
      - may not insert or delete
    - **The service** (\`service_role\`) may select, insert, update and delete every row.

    **Other names**

    - \`profile\`: every column has its own name

    **Keys and checks**

    - Primary key: \`user_id\`
    - Owner: \`user_id\`, the id of the user whose row it is
    - Foreign key: \`user_id\` → \`auth.users\` (\`id\`), on delete cascade
    - Check: \`(plan = ANY (ARRAY['FREE'::text, 'PRO'::text]))\` (older rows are unchecked)

    **Columns**

    | column | type | null | default | a user may write it | what it is |
    | --- | --- | --- | --- | --- | --- |
    | \`user_id\` | \`uuid\` | no |  | no |  |
    | \`plan\` | \`text\` | no | \`'FREE'::text\` | no | What they \\| pay for. |
    | \`voice_enabled\` | \`boolean\` | no | \`false\` | update |  |

    **Indexes**

    | index | on | enforces |
    | --- | --- | --- |
    | \`profiles_pkey\` | \`(user_id)\` | primary key |

    **Policies**

    | policy | command | to | condition |
    | --- | --- | --- | --- |
    | \`sel\` | select | \`authenticated\` | \`(user_id = ( SELECT auth.uid() AS uid))\` |
    | \`service\` | all | \`service_role\` | \`true\` |
    | \`upd\` | update | \`authenticated\` | \`(user_id = ( SELECT auth.uid() AS uid))\` |

    **Triggers**

    - \`touch\`: before update of \`plan\`, for each row when \`(old.plan IS DISTINCT FROM new.plan)\`: \`touch()\`"
  `);
});

test("keys, indexes and policies of every kind", async () => {
  const change = `
    create table parts (id int generated always as identity primary key, user_id uuid, run bigint, span int4range,
      title text, tags text[], unique (title, user_id), exclude using gist (span with &&));
    alter table parts add constraint of_run foreign key (run) references runs (id) on delete set null not valid;
    alter table parts add foreign key (user_id) references auth.users (id);
    create unique index parts_lower on parts (lower(title));
    create unique index parts_alone on parts (run desc);
    create unique index parts_some on parts (user_id) where title = '';
    create index parts_tags on parts using gin (tags) where title <> '';
    update pg_index set indisvalid = false where indexrelid = 'parts_tags'::regclass;
    alter table parts enable row level security;
    create policy mine on parts for update to authenticated
      using (user_id = (select auth.uid())) with check (title <> '');
    create policy positive on parts as restrictive for delete using (run > 0);
    create policy nothing on parts for select to anon, authenticated;`;
  const contract = withTables({ parts: { access: ownedBy("user_id"), views: [] } });
  const text = await section(change, "parts", contract);
  expect(under("**Keys and checks**", text).split("\n")).toEqual([
    "- Primary key: `id`",
    "- Owner: `user_id`, the id of the user whose row it is",
    "- Foreign key: `run` → `runs` (`id`), on delete set null (older rows are unchecked)",
    "- Foreign key: `user_id` → `auth.users` (`id`)",
    "- Unique: `run`",
    "- Unique: `title`, `user_id`",
    "- Excluded: `EXCLUDE USING gist (span WITH &&)`",
  ]);
  expect(under("**Indexes**", text).split("\n").slice(2)).toEqual([
    "| `parts_alone` | `(run DESC)` | unique |",
    "| `parts_lower` | `(lower(title))` | unique |",
    "| `parts_pkey` | `(id)` | primary key |",
    "| `parts_some` | `(user_id) WHERE (title = ''::text)` | unique |",
    "| `parts_span_excl` | `gist (span)` | exclusion |",
    "| `parts_tags` | `gin (tags) WHERE (title <> ''::text)` | **invalid** |",
    "| `parts_title_user_id_key` | `(title, user_id)` | unique |",
  ]);
  expect(under("**Policies**", text).split("\n").slice(2)).toEqual([
    "| `mine` | update | `authenticated` | reached: `(user_id = ( SELECT auth.uid() AS uid))`; written: `(title <> ''::text)` |",
    "| `nothing` | select | `anon` and `authenticated` | none is given |",
    "| `positive` | delete, restrictive | everybody (`PUBLIC`) | `(run > 0)` |",
  ]);
  expect(under("**Columns**", text)).toContain("| `id` | `integer` | no | identity, always | no |");
});

test("what a finding says stands in the checklist, in the section of its table, and in the state", async () => {
  const clean = await guide("select 1");
  expect(under("## State", clean)).toContain("| server | Postgres 17 |");
  expect(under("## State", clean)).toMatch(/\| clean \(\d+ of \d+ hold\) \|/);
  expect(under("## Checklist", clean)).not.toMatch(/[✗!?~] [A-Z]/);
  expect(clean).not.toContain("**Verify finds**");

  const text = await guide("alter table runs disable row level security; drop view chat_session;");
  expect(under("## State", text)).toContain("| views that are their other names | 1 of 2 exist |");
  expect(under("## State", text)).toMatch(
    /\| \*\*not clean\*\* \(\d+ of \d+ hold: 2 errors, \d+ not decided\) \|/,
  );
  const checklist = under("## Checklist", text);
  const off = "✗ row level security is off for table public.runs (`rls/off`)";
  expect(checklist).toContain(`- ✗ Row level security is on for every table (6 of 7 tables)\n  - ${off}`);
  expect(checklist).toMatch(/- \? .*\n {2}- not decided: row level security is off for 1 table/);
  expect(under("### Table `runs`", text)).toContain(`**Verify finds**\n\n- ${off}`);
  expect(under("### Table `runs`", text)).toContain("**Row level security is off: policies do not apply.**");
  expect(under("### Table `ChatSession`", text)).toContain(
    "**Verify finds**\n\n- ✗ view public.chat_session does not exist",
  );
  expect(under("### Table `ChatSession`", text)).toContain("- `chat_session`: **not in this database**");
});

test("a note stands in its table's section, and leaves the state clean", async () => {
  const text = await guide("alter table events add constraint named check (id <> '') not valid");
  expect(under("## State", text)).toMatch(/\| clean \(\d+ of \d+ hold: 1 note\) \|/);
  expect(under("### Table `events`", text)).toMatch(
    /^\*\*Verify finds\*\*\n\n- ~ constraint named of table public\.events /,
  );
});

test("a table that is not in the database keeps its section", async () => {
  const purpose = "What is *planned*.";
  const contract = withTables({ plans: { access: ownedBy("user_id"), views: ["plan"], purpose } });
  const text = await guide("select 1", contract);
  expect(under("### Table `plans`", text)).toMatch(
    /^What is \\\*planned\\\*\.\n\n\*\*Not in this database\*\*.*\n\n\*\*Verify finds\*\*\n\n- ✗ /,
  );
  expect(under("## State", text)).toContain("| tables of the contract | 7 of 8 exist |");
});

test("the overview links to each table's section, also where two have one anchor", async () => {
  const contract = withTables({ Events: { access: ownedBy("id"), views: [] } });
  const overview = under("## Tables", await guide('create table "Events" (id uuid primary key)', contract));
  expect(overview).toContain(
    "| [`ChatSession`](#table-chatsession) | `chat_session` |  | select, insert, update, delete |",
  );
  expect(overview).toContain("| [`_history`](#table-_history) |  |  | nothing |");
  expect(overview).toContain("| [`events`](#table-events) |");
  expect(overview).toContain("| [`Events`](#table-events-1) |");
});

test("migrations stand in their order, with what their first lines say", async () => {
  const text = await guide("select 1", journalContract, [
    { fileName: "1_b.sql", text: "-- First, `b` | c.\n\nselect 1;", transactional: true },
    { fileName: "2_a.sql", text: "-- rowproof: no-transaction\n-- An index.\n", transactional: false },
  ]);
  expect(under("## Migrations", text)).toContain(
    "| 1 | `1_b.sql` | First, `b` \\| c. |\n| 2 | `2_a.sql` | An index. Runs outside a transaction. |",
  );
});

test("files are named as they lie, from the contract and from the guide", async () => {
  const text = await guide("select 1");
  expect(text).toContain("[`rowproof.config.ts`](../rowproof.config.ts)");
  expect(under("## Working with it", text)).toContain(
    "commit the migration, `rowproof.config.ts`, `schema.sql` and `docs/guide.md`",
  );
  expect(text).not.toContain("/journal");
});
