import { expect, test } from "vitest";
import type { Access } from "../../src/contract/contract.js";
import { serviceOnly } from "../../src/contract/presets.js";
import { named, useJournal } from "./harness.js";
import { journalContract } from "./journal.js";

const find = useJournal();

const all = { rows: { kind: "all" } } as const;
const closed = serviceOnly();
const publicRows: Access = {
  ...closed,
  anon: { ...closed.anon, select: all },
  authenticated: { ...closed.authenticated, select: all },
};
const contract = {
  ...journalContract,
  tables: { ...journalContract.tables, events: { access: publicRows, views: [] } },
};

const kept = `grant select on events to anon, authenticated;
  create policy everybody on events for select to anon, authenticated using (true);`;

test("rows that everybody may read are no finding where the contract says so", async () => {
  expect(named((await find(kept, contract)).findings)).toEqual([]);
});

test("and a lockout where they cannot be read", async () => {
  const { findings, afterMending } = await find("select 1", contract);
  expect(named(findings)).toEqual([
    "error policy/missing: table public.events",
    "error policy/missing: table public.events",
    "error grant/missing: table public.events",
    "error grant/missing: table public.events",
  ]);
  expect(afterMending).toEqual([]);
});

test("a policy that admits only some of them is a lockout", async () => {
  const change = `${kept} alter policy everybody on events using (id <> '')`;
  expect(named((await find(change, contract)).findings)).toEqual([
    "error policy/narrower: table public.events",
    "error policy/narrower: table public.events",
  ]);
});

test("a policy for all of them without TO is said, and no leak", async () => {
  const { findings, afterMending } = await find(
    `${kept} alter policy everybody on events to public`,
    contract,
  );
  expect(named(findings)).toEqual(["warning policy/without-to: policy everybody on public.events"]);
  expect(afterMending).toEqual([]);
});
