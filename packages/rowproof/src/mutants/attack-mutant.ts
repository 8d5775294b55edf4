import type pg from "pg";
import type { Contract } from "../contract/contract.js";
import type { SeedResult } from "../seed/seeded.js";
import { type BrokenCell, findBrokenCells } from "./broken-cell.js";
import type { Mutant } from "./mutant.js";
import { preventsRows, seedDatabase } from "./seeding.js";

/** The database without a change, with which its mutants are compared. */
export interface UnchangedDatabase {
  readonly contract: Contract;
  /** The rows that can be seeded. */
  readonly seeded: SeedResult;
  /** The cells that are broken: false findings, if the database is right. */
  readonly broken: readonly BrokenCell[];
}

/**
 * Attacks the database as it is. Everything happens in a transaction that is rolled back.
 *
 * @param client outside a transaction, of a superuser.
 */
export function attackUnchanged(
  client: pg.ClientBase,
  { contract, signal }: { readonly contract: Contract; readonly signal?: AbortSignal | undefined },
): Promise<UnchangedDatabase> {
  return rolledBack(client, async () => {
    const seeded = await seedDatabase(client, contract);
    const broken = await findBrokenCells(client, { contract, seeded, untilLeak: false, signal });
    return { contract, seeded, broken };
  });
}

/**
 * Applies a mutant, attacks the database and undoes everything: one transaction that is rolled back.
 *
 * The change comes first and then the rows, as `prove` meets a database, so that there are rows for what the change speaks
 * of. If the change prevents rows, they come first.
 *
 * @param client outside a transaction, of a superuser.
 * @returns the cells that the mutant breaks and the unchanged database does not.
 * @throws {pg.DatabaseError} if the change cannot be applied.
 */
export async function attackMutant(
  client: pg.ClientBase,
  mutant: Mutant,
  { unchanged, signal }: { readonly unchanged: UnchangedDatabase; readonly signal?: AbortSignal | undefined },
): Promise<readonly BrokenCell[]> {
  const { contract, broken } = unchanged;
  const known = new Set(broken.map(({ cell, status }) => `${status} ${cell}`));
  // A leak that is there anyway would end the attack too early.
  const untilLeak = !broken.some(({ status }) => status === "leak");
  const attack = (seeded: SeedResult) => findBrokenCells(client, { contract, seeded, untilLeak, signal });
  const found = (await changeFirst(client, mutant, { unchanged, attack })) ?? (await rowsFirst());
  return found.filter(({ cell, status }) => !known.has(`${status} ${cell}`));

  function rowsFirst(): Promise<readonly BrokenCell[]> {
    return rolledBack(client, async () => {
      const seeded = await seedDatabase(client, contract);
      await client.query(mutant.sql);
      return attack(seeded);
    });
  }
}

interface SeededAttack {
  readonly unchanged: UnchangedDatabase;
  readonly attack: (seeded: SeedResult) => Promise<readonly BrokenCell[]>;
}

/** Undefined if the change prevents rows that the unchanged database takes. */
function changeFirst(
  client: pg.ClientBase,
  { sql }: Mutant,
  { unchanged, attack }: SeededAttack,
): Promise<readonly BrokenCell[] | undefined> {
  return rolledBack(client, async () => {
    await client.query(sql);
    const seeded = await seedDatabase(client, unchanged.contract);
    return preventsRows(seeded, unchanged.seeded) ? undefined : attack(seeded);
  });
}

async function rolledBack<Result>(client: pg.ClientBase, run: () => Promise<Result>): Promise<Result> {
  await client.query("begin");
  try {
    return await run();
  } finally {
    await client.query("rollback").catch(() => undefined);
  }
}
