import { expect, test } from "vitest";
import { named, useJournal } from "./harness.js";

const find = useJournal();

const sessions = 'delete from public."ChatSession" where "userId" = old.id::text;';
const messages = 'delete from public."ChatMessage" where "userId" = old.id::text;';

/** The erasing function with another body. */
function erases(body: string, options = "security definer set search_path = ''"): string {
  return `create or replace function erase_user() returns trigger language plpgsql ${options} as $$ ${body} $$`;
}

function retriggered(when: string): string {
  return `drop trigger erase on auth.users; create trigger erase ${when} execute function erase_user()`;
}

const both = (id: string) => [
  `warning ${id}: table public."ChatSession"`,
  `warning ${id}: table public."ChatMessage"`,
];
const stay = both("erasure/rows-stay");
const unproved = both("erasure/not-proved");

const cases: Readonly<Record<string, readonly [string, readonly string[]]>> = {
  "one that is in another schema": [
    "create schema private; alter function erase_user() set schema private",
    ["note contract/unknown-routine: function public.erase_user"],
  ],
  ...Object.fromEntries(
    Object.entries({
      "that inserts too": ["", "insert into public.events values ('gone')"],
      "that runs a text": ["", "execute 'select 1'"],
      "that calls a function": ["", "perform public.my_count()"],
      "that computes a variable": ["declare n bigint := public.my_count();", "null"],
      "that returns what it deletes": [
        "declare t text;",
        "delete from public.runs where user_id = old.id returning narrative into t",
      ],
      "that deletes more than the user's": ["", "delete from public.events where id = old.email"],
      "under a condition": ["", "if old.email is null then return old; end if"],
    }).map(([name, [declared, statement]]) => [
      `one that nobody has read, ${name}`,
      [
        `create schema private; alter function erase_user() set schema private;
         create or replace function private.erase_user() returns trigger language plpgsql security definer set search_path = '' as $$
         ${declared} begin
           delete from public."ChatMessage" where "userId" = old.id::text;
           delete from public."ChatSession" where "userId" = old.id::text;
           ${statement};
           return old;
         end $$;`,
        [
          "warning trigger/unread: function private.erase_user()",
          "note contract/unknown-routine: function public.erase_user",
        ],
      ] as const,
    ]),
  ),
  "one that nobody has read, on another table too": [
    `create schema private; alter function erase_user() set schema private;
     create trigger erase after delete on runs for each row execute function private.erase_user()`,
    [
      "warning trigger/unread: function private.erase_user()",
      "note contract/unknown-routine: function public.erase_user",
    ],
  ],
  "before delete, and written in other ways": [
    `${erases(`begin DELETE FROM public."ChatMessage" AS m
      WHERE old.id::text = m."userId"; delete from only public."ChatSession" where "userId" = cast(old.id as text); return old; end`)};
      ${retriggered("before delete on auth.users for each row")}`,
    [],
  ],
  "names in a comment and in a string": [
    erases(`begin /* ${messages} ${sessions} */ raise notice '"ChatMessage" "ChatSession"'; return old; end`),
    stay,
  ],
  "one table forgotten": [erases(`begin ${sessions} return old; end`), [stay[1] ?? ""]],
  "a table whose name only begins so": [
    `create table "ChatSession2" ("userId" text); alter table "ChatSession2" enable row level security;
     ${erases(`begin ${messages} ${sessions.replace("ChatSession", "ChatSession2")} return old; end`)}`,
    ['warning table/not-in-contract: table public."ChatSession2"', stay[0] ?? ""],
  ],
  "only an update": [
    erases(`begin update public."ChatSession" set "startedAt" = null; ${messages} return old; end`),
    [stay[0] ?? ""],
  ],
  "compared with another row": [
    erases(`begin ${(messages + sessions).replaceAll("old.", "new.")} return old; end`),
    unproved,
  ],
  "compared with more": [
    erases(`begin ${(messages + sessions).replaceAll(";", " and false;")} return old; end`),
    unproved,
  ],
  "within a condition": [
    erases(`begin if old.is_anonymous then ${messages} ${sessions} end if; return old; end`),
    unproved,
  ],
  "after a return": [
    erases(`begin if old.is_anonymous then return old; end if; ${messages} ${sessions} return old; end`),
    unproved,
  ],
  "unless an error stops the deletion": [
    erases(
      `begin if old.is_anonymous then raise exception 'no'; end if; ${messages} ${sessions} return old; end`,
    ),
    [],
  ],
  "after an error that always comes": [
    erases(`begin raise exception 'no'; ${messages} ${sessions} return old; end`),
    unproved,
  ],
  "taken back by a handler": [
    erases(`begin ${messages} ${sessions} return old; exception when others then return old; end`),
    unproved,
  ],
  "as whoever deletes": [
    erases(`begin ${messages} ${sessions} return old; end`, "security invoker set search_path = ''"),
    unproved,
  ],
  "as an owner whom policies hold": [
    "create role eraser; grant create, usage on schema public to eraser; alter function erase_user() owner to eraser; revoke create on schema public from eraser",
    unproved,
  ],
  "dynamic SQL": [erases(`begin execute format('delete from %I', 'x'); return old; end`), unproved],
  "a statement's trigger": [retriggered("after delete on auth.users for each statement"), unproved],
  "a trigger with a condition": [
    retriggered("after delete on auth.users for each row when (old.is_anonymous)"),
    unproved,
  ],
  "a trigger that is disabled": ["alter table auth.users disable trigger erase", stay],
  "foreign keys that are disabled": [
    "alter table auth.users disable trigger all; alter table auth.users enable trigger erase",
    ["profiles", "roles_of_users", "runs"].map((name) => `warning erasure/rows-stay: table public.${name}`),
  ],
  "a trigger for replicas": ["alter table auth.users enable replica trigger erase", stay],
  "a trigger on update": [retriggered("after update on auth.users for each row"), stay],
  "a key to a table that goes with the user": [
    "alter table runs drop constraint runs_user_id_fkey, add foreign key (user_id) references profiles (user_id) on delete cascade",
    [],
  ],
  "a key to a table that stays": [
    `alter table profiles drop constraint profiles_user_id_fkey;
     alter table runs drop constraint runs_user_id_fkey, add foreign key (user_id) references profiles (user_id) on delete cascade`,
    ["warning erasure/rows-stay: table public.profiles", "warning erasure/rows-stay: table public.runs"],
  ],
};

test.each(Object.entries(cases))("%s", async (_, [change, found]) => {
  const { findings } = await find(change);
  expect([...named(findings)].sort()).toEqual([...found].sort());
});
