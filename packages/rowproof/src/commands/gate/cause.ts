import type pg from "pg";
import { readCatalog } from "../../catalog/catalog.js";
import type { Contract } from "../../contract/contract.js";
import type { Place } from "../../diagnostic.js";
import type { Cell } from "../../judge/proof.js";
import { proveOn } from "../../judge/prove.js";
import type { Migration } from "../../migrate/files.js";
import type { SchemaSnapshot } from "../../shadow/schema-snapshot.js";
import type { Shadow } from "../../shadow/shadow.js";
import { positionAt } from "../../sql/position.js";
import { onConnection } from "../../sql/session.js";
import { identifier, sql } from "../../sql/sql.js";
import { within } from "../proof/deadline.js";
import { seedingLimit } from "../proof/shadow-proof.js";

/** The statement after which a cell is broken; `before` where it was so without any of them. */
export type Blame = { readonly place: Place; readonly text: string } | "before";

interface Step {
  readonly migration: Migration;
  readonly statement: Migration["statements"][number];
}

/** How many cells are followed: each takes a dozen proofs of one object. */
const most = 8;

/**
 * Which statement of the pending migrations broke each cell: they are applied to a shadow of the database as it was, one more
 * or one fewer, and the object is attacked again. A cell for which it cannot be told is left out.
 */
export async function blame(
  shadow: Shadow,
  before: SchemaSnapshot,
  contract: Contract,
  pending: readonly Migration[],
  broken: readonly Cell[],
  signal: AbortSignal,
): Promise<ReadonlyMap<Cell, Blame>> {
  const steps = pending.flatMap((migration) =>
    migration.statements.map((statement) => ({ migration, statement })),
  );
  const rebuilt = await shadow.rebuild(before);
  try {
    const looking = onConnection(rebuilt.url, signal, async (client) => {
      const told: (readonly [Cell, Blame])[] = [];
      const known = new Set<number>();
      for (const cell of broken.slice(0, most)) {
        const isBroken = (count: number) =>
          brokenAfter(client, before, contract, steps.slice(0, count), cell);
        const at = await firstBroken(steps.length, isBroken, known);
        if (at === undefined) continue;
        known.add(at);
        const one = at === 0 ? "before" : blameOf(steps[at - 1]);
        if (one !== undefined) told.push([cell, one]);
      }
      return told;
    });
    return new Map(await within(signal, looking));
  } finally {
    await rebuilt.drop().catch(() => undefined);
  }
}

/**
 * After how many statements it is first broken; 0: before any. By halves: what a statement opens, a later one seldom closes
 * and opens again. What broke another cell is tried first.
 */
async function firstBroken(
  all: number,
  isBroken: (count: number) => Promise<boolean>,
  known: ReadonlySet<number>,
): Promise<number | undefined> {
  for (const at of known) {
    if ((await isBroken(at)) && (at === 0 || !(await isBroken(at - 1)))) return at;
  }
  if (await isBroken(0)) return 0;
  if (!(await isBroken(all))) return undefined;
  let [whole, broken] = [0, all];
  while (broken - whole > 1) {
    const middle = Math.floor((whole + broken) / 2);
    if (await isBroken(middle)) broken = middle;
    else whole = middle;
  }
  return broken;
}

function blameOf(step: Step | undefined): Blame | undefined {
  if (step === undefined) return undefined;
  const { migration, statement } = step;
  const place = { file: migration.file, ...positionAt(migration.text, statement.offset) };
  return { text: statement.text, place };
}

async function brokenAfter(
  client: pg.Client,
  { catalog }: SchemaSnapshot,
  contract: Contract,
  steps: readonly Step[],
  { object, actor, command }: Cell,
): Promise<boolean> {
  await client.query(`begin; set local statement_timeout = ${seedingLimit}`);
  try {
    await client.query(sql`set local session authorization ${identifier(catalog.server.currentRole)}`.text);
    for (const { statement } of steps) await apply(client, statement.text);
    await client.query("set local session authorization default; set local role none; reset search_path");
    const schemas = catalog.schemas.map(({ name }) => name);
    const now = await readCatalog(client, { schemas });
    const { cells } = await proveOn(client, {
      contract,
      catalog: now,
      ...(command === "erase" ? {} : { only: [object.name] }),
    });
    return cells.some(
      (cell) =>
        cell.object.schema === object.schema &&
        cell.object.name === object.name &&
        cell.object.arguments === object.arguments &&
        cell.actor === actor &&
        cell.command === command &&
        (cell.status === "leak" || cell.status === "lockout"),
    );
  } finally {
    await client.query("rollback");
  }
}

/** A statement that the shadow cannot run, as it has no rows or no such extension, is passed over. */
async function apply(client: pg.Client, text: string): Promise<void> {
  if (/^(?:begin|start\s+transaction|commit|end|rollback)\b/i.test(text)) return;
  await client.query("savepoint rowproof_blame");
  try {
    await client.query(text.replace(/^(create\s+(?:unique\s+)?index|drop\s+index)\s+concurrently\b/i, "$1"));
    await client.query("release savepoint rowproof_blame");
  } catch {
    await client.query("rollback to savepoint rowproof_blame");
  }
}
