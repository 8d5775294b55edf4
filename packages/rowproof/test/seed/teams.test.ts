import { expect, test } from "vitest";
import { memberOf } from "../../src/contract/member-of.js";
import { ownedBy, serviceOnly } from "../../src/contract/presets.js";
import { contractWith, useSmall } from "../plan/small.js";
import { counts, missingAfterScript, rowsOf, seedIn, unmakeableRows } from "./seeding.js";

const small = useSmall();
const id = (number: number) => `a0000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

test("without foreign keys, a user's team has the same value in every table, as far as the types allow", async () => {
  const { client } = await small(`
    create table teams (id bigint primary key, name text);
    create table members (team_id bigint not null, who text not null, role text not null default 'viewer',
      primary key (team_id, who));
    create table notes (id uuid primary key, team_id bigint not null, words text);`);
  const contract = contractWith({
    teams: { access: memberOf("members", { column: "id", team: "team_id", user: "who", insert: false }) },
    members: { access: serviceOnly() },
    notes: {
      access: memberOf("members", { column: "team_id", team: "team_id", user: "who", write: ["editor"] }),
    },
  });
  const seeded = await seedIn(client, contract);
  expect(seeded.unseeded).toEqual([]);
  for (const person of ["amara", "bo"]) {
    const [team] = rowsOf(seeded, "teams", person);
    const notes = rowsOf(seeded, "notes", person);
    expect(notes.map(({ team_id }) => team_id)).toEqual([team?.id, team?.id]);
    expect(rowsOf(seeded, "members", person)).toEqual([
      { team_id: team?.id, who: id(person === "amara" ? 0 : 1), role: "editor" },
    ]);
  }
  expect(new Set(rowsOf(seeded, "teams").map((row) => row.id)).size).toBe(2);
  expect(await unmakeableRows(client, seeded)).toEqual([]);
});

test("members get only their memberships, and the contract's own actors only their rows", async () => {
  const { client } = await small(`
    create table orgs (id uuid primary key default gen_random_uuid(), name text not null);
    create table memberships (org_id uuid not null references orgs (id), user_id uuid not null references auth.users (id),
      role text not null check (role in ('owner', 'member')), primary key (org_id, user_id));
    create table projects (id uuid primary key, org_id uuid not null references orgs (id), words text);
    create table admins (user_id uuid primary key references auth.users (id), level integer not null, note text not null);`);
  const member = memberOf("memberships", { column: "org_id", team: "org_id", write: ["owner"] });
  const contract = contractWith(
    {
      memberships: { access: serviceOnly() },
      projects: { access: member },
      admins: { access: ownedBy("user_id") },
    },
    { actors: { boss: { rows: { admins: { level: 3 } } } } },
  );
  const seeded = await seedIn(client, contract);
  expect(seeded.unseeded).toEqual([]);
  expect(counts(seeded)).toEqual({
    "auth.users": { amara: 1, bo: 1, nia: 1, "member owner": 1, boss: 1 },
    "public.orgs": { amara: 2, bo: 2 },
    "public.memberships": { amara: 1, bo: 1, "member owner": 1 },
    "public.projects": { amara: 2, bo: 2 },
    "public.admins": { amara: 1, bo: 1, boss: 1 },
  });
  const [team] = rowsOf(seeded, "memberships", "amara");
  expect(rowsOf(seeded, "memberships", "member owner")).toEqual([
    { org_id: team?.org_id, user_id: id(10), role: "owner" },
  ]);
  expect(rowsOf(seeded, "admins", "boss")).toMatchObject([{ user_id: id(30), level: "3" }]);
  expect(seeded.newRow({ schema: "public", name: "projects" }, "member owner")?.org_id).toContain(
    team?.org_id ?? "none",
  );
});

test("rows that triggers make on sign-up are updated, and those of newcomers are reported", async () => {
  const { client } = await small(`
    create table profiles (id uuid primary key references auth.users (id), username text not null, bio text, seen integer default 0);
    create table logs (id bigserial primary key, user_id uuid not null, what text not null);
    create function welcome() returns trigger language plpgsql security definer set search_path = '' as $$
    begin
      insert into public.profiles (id, username) values (new.id, new.raw_user_meta_data ->> 'username');
      insert into public.logs (user_id, what) values (new.id, 'came');
      insert into public.logs (user_id, what) values (new.id, 'was greeted');
      return new;
    end $$;
    create trigger welcome after insert on auth.users for each row execute function welcome();`);
  const seeded = await seedIn(
    client,
    contractWith({ profiles: { access: ownedBy("id") }, logs: { access: ownedBy("user_id") } }),
  );
  expect(seeded.unseeded).toEqual([]);
  expect(counts(seeded)).toEqual({
    "auth.users": { amara: 1, bo: 1, nia: 1 },
    "public.profiles": { amara: 1, bo: 1, nia: 1 },
    "public.logs": { amara: 2, bo: 2, nia: 2 },
  });
  const canary = /^rp[0-9a-z]{12}$/;
  expect(rowsOf(seeded, "profiles", "bo")[0]?.bio).toMatch(canary);
  expect(rowsOf(seeded, "logs", "bo").map(({ what }) => what)).toEqual([
    expect.stringMatching(canary),
    expect.stringMatching(canary),
  ]);
  expect(rowsOf(seeded, "logs", "nia").map(({ what }) => what)).toEqual(["came", "was greeted"]);
  const total = await client.query("select count(*)::int as logs from logs");
  // Two each, also for the neighbours.
  expect(total.rows).toEqual([{ logs: 12 }]);
  expect(await unmakeableRows(client, seeded)).toEqual([]);
  expect(await missingAfterScript(client, seeded)).toEqual([]);
});
