import { freshDatabase } from "@rowproof/testing/database";
import { expect, test } from "vitest";
import type { Contract } from "../../src/contract/contract.js";
import { custom } from "../../src/contract/custom.js";
import { memberOf } from "../../src/contract/member-of.js";
import { closed, ownedBy, publicRead, readOwn } from "../../src/contract/presets.js";
import { journalContract, journalSql } from "../check/journal.js";
import { guideOf, under, useGuide, withTables } from "./harness.js";

const { guide, section } = useGuide();

async function special(title: string, change = "select 1", contract: Contract = journalContract) {
  return under(`### ${title}`, await guide(change, contract));
}

test("views: each column that has another name in them, those that read alike together", async () => {
  const contract = withTables({
    ChatSession: { access: ownedBy("userId"), views: ["chat_session", "chat_sessions"], aliases: ["Chat"] },
  });
  const change = `
    create view chat_sessions with (security_invoker = true) as select id, "userId" as user_id, "startedAt" as started_at from "ChatSession";
    create view "Chat" with (security_invoker = true) as select id, "userId", "startedAt" from "ChatSession";`;
  expect(under("**Other names**", await section(change, "ChatSession", contract))).toBe(
    "- `chat_session` and `chat_sessions`: `userId` → `user_id`, `startedAt` → `started_at`\n- `Chat`: every column has its own name",
  );
});

test("views: what they lack, and what is no plain list", async () => {
  const lacking = 'alter table "ChatSession" add column mood text;';
  expect(under("**Other names**", await section(lacking, "ChatSession"))).toMatch(
    /`started_at`; \*\*without\*\* `mood`$/,
  );
  const computed =
    'create or replace view chat_session as select id, "userId" as user_id, "startedAt" + interval \'1 h\' as started_at from "ChatSession";';
  expect(under("**Other names**", await section(computed, "ChatSession"))).toBe(
    "- `chat_session`: **not a plain list of the table's columns**: it computes a column",
  );
});

test("erasure: along keys, by triggers, not at all", async () => {
  const title = "When a user is deleted";
  expect(await special(title)).toContain(
    "- `ChatSession` and `ChatMessage`: by the trigger `erase` on `auth.users`\n" +
      "- `profiles`, `runs` and `roles_of_users`: by the foreign key `user_id` → `auth.users`",
  );
  expect(await special(title, "alter table runs drop constraint runs_user_id_fkey")).toContain(
    "- `runs`: **deleting a user leaves their rows in table public.runs**",
  );
  const contract = withTables({
    docs: { access: memberOf("roles_of_users", { column: "team_id" }), views: [] },
  });
  expect(await special(title, "create table docs (id int primary key, team_id uuid)", contract)).toContain(
    "- `docs`: rows belong to a team and stay",
  );
});

test("erasure: what is no way, and which of several triggers it is", async () => {
  const change = `
    create function aside() returns trigger language plpgsql as 'begin return old; end';
    create trigger aside after delete on auth.users for each row execute function aside();
    create table parts (id int primary key, user_id uuid, run bigint,
      foreign key (user_id) references auth.users, foreign key (user_id, run) references pairs (user_id, id) on delete cascade);`;
  const pairs = "create table pairs (id bigint, user_id uuid, primary key (user_id, id));";
  const contract = withTables({ parts: { access: ownedBy("user_id"), views: [] } });
  const text = await special("When a user is deleted", pairs + change, contract);
  expect(text).toContain("- `ChatSession` and `ChatMessage`: by the trigger `erase` on `auth.users`\n");
  expect(text).toContain("\n- `parts`: **deleting a user fails or leaves their rows in table public.parts**");
});

test("rows that are kept within a parent, by the key that sees to it", async () => {
  const title = "Rows within a parent";
  const lead = "- `ChatMessage`: a user's row is within the same user's row of `ChatSession`.";
  expect(await special(title)).toBe(
    `${lead} The foreign key \`ChatMessage_sessionId_userId_fkey\` (\`sessionId\`, \`userId\` → \`id\`, \`userId\`) refuses any other, also from the service.`,
  );
  const without = 'alter table "ChatMessage" drop constraint "ChatMessage_sessionId_userId_fkey"';
  expect(await special(title, without)).toBe(`${lead} **No foreign key enforces it.**`);
  const loose = `${without};
    alter table "ChatSession" add unique ("userId"), add unique (id, "startedAt");
    alter table "ChatMessage" add column at timestamptz,
      add foreign key ("userId") references "ChatSession" ("userId"),
      add foreign key ("sessionId", at) references "ChatSession" (id, "startedAt")`;
  expect(await special(title, loose)).toBe(`${lead} **No foreign key enforces it.**`);
  const unchecked = `${without};
    alter table "ChatMessage" add constraint k foreign key ("sessionId", "userId") references "ChatSession" (id, "userId") not valid`;
  expect(await special(title, unchecked)).toMatch(/ The foreign key `k` .* Older rows are unchecked\.$/);
});

test("columns, tables and rows that are not as one would expect", async () => {
  const contract = withTables({
    fruits: { access: publicRead(), views: [] },
    visits: { access: custom({ anon: { insert: "true" } }), views: [] },
    notes: { access: ownedBy("user_id"), views: [] },
  });
  const change = `create table fruits (id int primary key); create table visits (at date);
    create table notes (user_id uuid);`;
  const text = await guide(change, contract);
  expect(under("### Columns that users may not write", text).split("\n").slice(2).join("\n")).toBe(
    "- `profiles`: not `user_id` and `plan`; `voice_enabled` only by update",
  );
  expect(under("### Tables closed to users", text)).toBe(
    "- `events`: only for the service\n- `_history`: only for its owner, not even for the service",
  );
  expect(under("### Rows open to anonymous users", text)).toBe("- `fruits`: select\n- `visits`: insert");
  expect(under("### Rows without an owner", text).split("\n").slice(2)).toEqual([
    "- `ChatSession`, `userId`: it is `text`",
    "- `ChatMessage`, `userId`: it is `text`",
    "- `notes`, `user_id`: it may be null",
  ]);
});

test("partitions, types, and what is beside the contract", async () => {
  const change = `
    create table loose_days (day date);
    create type mood as enum ('fine', 'it''s | so');
    create table days (day date) partition by range (day);
    create table days_2026 partition of days for values from ('2026-01-01') to ('2027-01-01');
    create table later_days (note text) inherits (loose_days);
    create extension pg_stat_statements;
    create type theirs as enum ('a');
    alter extension pg_stat_statements add type theirs;
    create table loose (id int);
    create view peek as select id from loose;`;
  const text = await guide(change, withTables({ days: { access: closed(), views: [] } }));
  expect(under("### Partitions and inheritance", text)).toContain(
    "- `days` by `RANGE (day)`: `days_2026` (`FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`)",
  );
  expect(under("### Partitions and inheritance", text)).toContain(
    "- `later_days` inherits from `loose_days`",
  );
  expect(under("### Types", text)).toBe("- `create type public.mood as enum ('fine', 'it''s | so')`");
  expect(under("### Outside the contract", text)).toContain(
    "- table `later_days`\n- table `loose`\n- table `loose_days`\n- view `peek`, which reads `loose`",
  );
  expect(under("## State", text)).toContain("| tables and views outside the contract | 4 |");
});

test("triggers, in full where they are on auth.users", async () => {
  const change = `create function f() returns trigger language plpgsql set search_path = '' as 'begin return new; end';
    create trigger f before insert on events for each row execute function f();
    alter table events disable trigger f;
    create table days (day date) partition by range (day);
    create table days_2026 partition of days for values from ('2026-01-01') to ('2027-01-01');
    create trigger g before insert on days for each row execute function f();`;
  expect(await special("Triggers", change)).toBe(
    "- on `auth.users`, `erase`: after delete, for each row: `erase_user()`\n- on `days`: `g`\n- on `events`: `f`",
  );
  expect(under("**Triggers**", await section(change, "events"))).toBe(
    "- `f`: before insert, for each row: `f()` (**disabled**)",
  );
});

test("routines: who may execute them, with whose rights, and what runs them", async () => {
  const change = `create extension pg_stat_statements;
    create function theirs() returns int language sql security definer as 'select 1';
    alter extension pg_stat_statements add function theirs();
    create function loose() returns int language sql security definer as 'select 1';
    create schema private;
    create function private.f() returns trigger language plpgsql security definer set search_path = '' as 'begin return new; end';
    create trigger f before insert on events for each row execute function private.f();
    create trigger f before insert on runs for each row execute function private.f();`;
  const routines = {
    ...journalContract.routines,
    gone: { execute: ["anon" as const] },
    "private.f": { execute: [] },
  };
  const table = await special("Routines", change, { ...journalContract, routines });
  expect(table.split("\n").slice(-5)).toEqual([
    '| `erase_user()` | function | nobody | its owner\'s, `search_path=""` | `erase` on `auth.users` |',
    "| `loose()` | function | nobody; **not in the contract** | its owner's, **no search path of its own** |  |",
    "| `my_count()` | function | `authenticated` | the calling user's |  |",
    '| `private.f()` | function | nobody | its owner\'s, `search_path=""` | `f` on `events` and `runs` |',
    "| `gone()` | **not in this database** | `anon` | the calling user's |  |",
  ]);
});

test("constraints and indexes that are not whole", async () => {
  const change = `alter table events add constraint named check (id <> '') not valid;
    update pg_index set indisvalid = false where indexrelid = 'runs_user_id_idx'::regclass;`;
  const text = await special("Invalid constraints and indexes", change);
  expect(text).toContain("- the index `runs_user_id_idx` of `runs` is invalid: no query uses it");
  expect(text).toContain(
    "- `named` of `events` applies to new and changed rows, and older rows are unchecked: `CHECK ((id <> ''::text)) NOT VALID`",
  );
  expect(await special("Invalid constraints and indexes")).toBe("");
});

test("what is not enforced holds for no row, and no user's row goes by it", async () => {
  const eighteen = await freshDatabase({ major: 18 });
  try {
    await eighteen.client.query(`${journalSql}
      alter table runs drop constraint runs_user_id_fkey;
      alter table runs add constraint slack foreign key (user_id) references auth.users on delete cascade not enforced;`);
    const text = await guideOf(eighteen);
    expect(under("### Invalid constraints and indexes", text)).toMatch(
      /^- `slack` of `runs` is not enforced: `FOREIGN KEY .* NOT ENFORCED`$/m,
    );
    expect(under("### When a user is deleted", text)).toContain("- `runs`: **deleting a user leaves");
    expect(under("## State", text)).toContain("| server | Postgres 18 |");
  } finally {
    await eighteen.drop();
  }
});

test("names and expressions cannot break out of their cell or code", async () => {
  const change = `create table "a|b\`c" ("x|\`y" uuid primary key references auth.users on delete cascade, note text default '|');
    comment on column "a|b\`c".note is '<b> \`c | d';
    alter table "a|b\`c" enable row level security;
    create policy "p|\`" on "a|b\`c" for select to authenticated using (
      "x|\`y" = (select auth.uid()) and note <> 'a
b' and note !~ 'c\\|d');`;
  const contract = withTables({ "a|b`c": { access: readOwn("x|`y"), views: [] } });
  const text = await guide(change, contract);
  const odd = under("### Table ``a|b`c``", text);
  expect(under("## Tables", text)).toContain("| [``a\\|b`c``](#table-abc) |");
  expect(odd).toContain("- Primary key: ``x|`y``");
  expect(odd).toContain("| ``x\\|`y`` | `uuid` | no |  | no |  |");
  expect(odd).toContain("| `note` | `text` | yes | `'\\|'::text` | no | \\<b> \\`c \\| d |");
  const policy = odd.split("\n").find((line) => line.startsWith("| `` p"));
  expect(policy).toMatch(
    /^\| `` p\\\|` `` \| select \| `authenticated` \| <code>[^|`]*a b[^|`]*c&#92;&#124;d[^|`]*<\/code> \|$/,
  );
});

test("where there is no special case, that is said", async () => {
  const contract = { ...journalContract, tables: {}, routines: {} };
  const change =
    "drop trigger erase on auth.users; drop function erase_user; drop schema public cascade; create schema public;";
  expect(under("## Special cases", await guide(change, contract))).toBe("None.");
});
