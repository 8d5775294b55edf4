import { freshDatabase } from "@rowproof/testing/database";
import { expect, test } from "vitest";
import { ownedBy } from "../../src/contract/presets.js";
import { contractWith } from "../plan/small.js";
import { seedIn } from "./seeding.js";

const tables = 1_000;

test(`${tables} tables get their rows, and the time it takes is printed`, async () => {
  const { client, drop } = await freshDatabase();
  try {
    await client.query(
      Array.from(
        { length: tables },
        (
          _,
          index,
        ) => `create table t${index} (id uuid primary key, user_id uuid not null references auth.users (id),
          words text not null, amount integer, at timestamptz not null default now())`,
      ).join(";"),
    );
    const owned = Object.fromEntries(
      Array.from({ length: tables }, (_, index) => [`t${index}`, { access: ownedBy("user_id") }]),
    );
    const start = performance.now();
    const seeded = await seedIn(client, contractWith(owned));
    console.info(`${tables} tables seeded in ${Math.round(performance.now() - start)} ms`);
    expect(seeded.rows.length).toBe(4 * tables + seeded.persons.length);
    expect(seeded.unseeded).toEqual([]);
  } finally {
    await drop();
  }
}, 240_000);
