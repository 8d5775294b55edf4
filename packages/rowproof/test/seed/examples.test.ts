import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { freshDatabase } from "@rowproof/testing/database";
import { expect, test } from "vitest";
import { loadContract } from "../../src/contract/load.js";
import { counts, missingAfterScript, rowsOf, seedIn, unmakeableRows } from "./seeding.js";

const [two, one, guided] = [
  { amara: 2, bo: 2 },
  { amara: 1, bo: 1 },
  // Policies tell rows apart by a flag or a time: the victim has a row for each case.
  { amara: 5, bo: 2 },
];

const members = { "member owner": 1, "member admin": 1, "member member": 1 };
const ofTwoTeams = ["member admin elsewhere", "member member elsewhere"];
const each = (count: number) => Object.fromEntries(ofTwoTeams.map((name) => [name, count]));

const examples = {
  team: {
    impossible: [],
    rows: {
      "auth.users": { ...one, nia: 1, ...members, ...each(1) },
      "public.organizations": one,
      "public.memberships": { ...one, ...members, ...each(2) },
      "public.projects": two,
      "public.tasks": guided,
      "public.comments": two,
      "public.invitations": two,
    },
  },
  catalogue: {
    impossible: [],
    rows: {
      "auth.users": { ...one, nia: 1 },
      "public.categories": two,
      "public.products": two,
      "public.orders": two,
      "public.order_items": two,
      "public.reviews": { ...guided, nobody: 1 },
      "public.coupons": { ...two, nobody: 1 },
      "public.price_history": two,
      "public.price_history_2025": two,
      "public.price_history_2026": two,
    },
  },
  prisma: {
    // Nia has no row in "User", so no row of hers can reference one.
    impossible: ["APIKey nia: none", "Like nia: none"],
    rows: {
      "auth.users": { ...one, nia: 1 },
      "public.User": { ...one, nobody: 1 },
      "public.Post": { ...guided, nobody: 1 },
      "public.PostComment": { ...two, nobody: 1 },
      "public.Like": { ...one, nobody: 1 },
      "public.APIKey": { ...two, nobody: 1 },
      "public.Tag": two,
      "public._PostToTag": { ...one, nobody: 1 },
      "public._prisma_migrations": two,
    },
  },
} as const;

test.each(Object.entries(examples))("every table of the example %s is seeded", async (name, {
  rows,
  impossible,
}) => {
  const { client, drop } = await freshDatabase({ platform: "open" });
  const file = (last: string) =>
    fileURLToPath(new URL(`../../../../examples/${name}/${last}`, import.meta.url));
  try {
    await client.query(await readFile(file("before.sql"), "utf8"));
    const seeded = await seedIn(client, await loadContract(file("rowproof.config.ts")));
    expect(seeded.unseeded).toEqual([]);
    expect(counts(seeded)).toEqual(rows);
    expect(await unmakeableRows(client, seeded)).toEqual(impossible);
    if (name === "catalogue") {
      const { rows: sold } = await client.query("select count(*)::int as rows from bestsellers");
      expect(sold).toEqual([{ rows: 4 }]);
    }
    expect(await missingAfterScript(client, seeded)).toEqual([]);
    const years = rowsOf(seeded, "price_history_2025").map((row) => row.changed_on?.slice(0, 4));
    expect(years.every((year) => year === "2025")).toBe(true);
  } finally {
    await drop();
  }
});
