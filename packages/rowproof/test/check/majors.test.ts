import { describe, expect, test } from "vitest";
import { named, useJournal } from "./harness.js";

const findOn18 = useJournal(18);

describe.each([15, 18] as const)("Postgres %i", (major) => {
  const find = useJournal(major);

  test("a database that keeps its contract has no finding at all", async () => {
    expect((await find("select 1")).findings).toEqual([]);
  });

  test("flaws of six kinds at once are each named with object, why and fix, and the fixes fix them", async () => {
    const { findings, afterMending } = await find(`
      alter default privileges in schema public grant all on tables to anon, authenticated;
      alter view chat_session reset (security_invoker);
      grant update on profiles to authenticated;
      alter table events disable row level security;
      grant select on profile to anon;
      drop policy del on "ChatMessage";
      alter policy service on "ChatSession" to public;`);
    expect(named(findings)).toEqual([
      "error rls/off: table public.events",
      'error policy/wider: policy service on public."ChatSession"',
      'error policy/missing: table public."ChatMessage"',
      "error view/runs-as-owner: view public.chat_session",
      "error grant/excess: view public.profile",
      'error policy/without-to: policy service on public."ChatSession"',
      'error policy/wider: policy service on public."ChatSession"',
      "error grant/excess: table public.profiles",
      "error defaults/open: default privileges of postgres on tables in schema public",
    ]);
    expect(findings.find(({ id }) => id === "policy/missing")).toEqual({
      id: "policy/missing",
      level: "error",
      object: 'table public."ChatMessage"',
      message: 'table public."ChatMessage" has no policy that lets a signed-in user delete',
      why: "the contract allows it, and row level security admits no row without a permissive policy",
      fix: 'create policy "chat_message_delete_own" on "public"."ChatMessage" for delete to authenticated using ("userId" = (select auth.uid()::text));',
    });
    expect(findings.at(-2)).toMatchObject({
      message: 'authenticated has update ("user_id", "plan") on table public.profiles',
      fix: [
        'revoke update on "public"."profiles" from authenticated;',
        'grant update ("voice_enabled") on "public"."profiles" to authenticated;',
      ].join("\n"),
    });
    expect(afterMending).toEqual([]);
  });
});

test("on Postgres 18, a key that is not enforced protects nothing", async () => {
  const { findings, afterMending } = await findOn18(`
    alter table "ChatMessage" drop constraint "ChatMessage_sessionId_userId_fkey",
      add constraint kept foreign key ("sessionId", "userId") references "ChatSession" (id, "userId") not enforced;
    alter table runs drop constraint runs_user_id_fkey,
      add constraint gone foreign key (user_id) references auth.users (id) on delete cascade not enforced`);
  expect(named(findings)).toEqual([
    'error within/unprotected: table public."ChatMessage"',
    "warning erasure/rows-stay: table public.runs",
    'warning constraint/not-enforced: constraint kept on public."ChatMessage"',
    "warning constraint/not-enforced: constraint gone on public.runs",
  ]);
  expect(named(afterMending)).toEqual([
    'note constraint/not-valid: constraint "ChatMessage_sessionId_userId_fkey" on public."ChatMessage"',
  ]);
});
