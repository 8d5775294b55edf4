import type pg from "pg";
import { readCatalog } from "../../catalog/catalog.js";
import type { Contract } from "../../contract/contract.js";
import { resolveContract } from "../../contract/resolved.js";
import type { Place } from "../../diagnostic.js";
import type { Cell } from "../../judge/proof.js";
import { proveOn } from "../../judge/prove.js";
import type { Migration } from "../../migrate/files.js";
import type { SchemaSnapshot } from "../../shadow/schema-snapshot.js";
import type { Shadow } from "../../shadow/shadow.js";
import { positionAt } from "../../sql/position.js";
import { onConnection } from "../../sql/session.js";
import { within } from "../proof/deadline.js";
import { applyStatements } from "./apply-statements.js";
import { firstBroken } from "./first-broken.js";

/** The statement after which a cell is broken; `before` where it was broken before the first one. */
export type CellCause = { readonly place: Place; readonly text: string } | "before";

interface MigrationStep {
  readonly migration: Migration;
  readonly statement: Migration["statements"][number];
}

/** What to search, and where. */
export interface CauseSearch {
  readonly shadow: Shadow;
  /** The database before the migrations. */
  readonly before: SchemaSnapshot;
  readonly contract: Contract;
  readonly pending: readonly Migration[];
  readonly broken: readonly Cell[];
  readonly signal: AbortSignal;
}

/** How many cells are searched: each takes a dozen proofs of one object. */
const most = 8;

/**
 * Which statement of the pending migrations broke each cell: they are applied to a shadow of the database as it was, one more
 * or one fewer, and the object is attacked again. A cell without an answer is left out.
 */
export async function findCauses(search: CauseSearch): Promise<ReadonlyMap<Cell, CellCause>> {
  const { shadow, before, signal } = search;
  const rebuilt = await shadow.rebuild(before);
  try {
    const searching = onConnection(rebuilt.url, signal, (client) => searchAll(client, search));
    return new Map(await within(signal, searching));
  } finally {
    await rebuilt.drop().catch(() => undefined);
  }
}

async function searchAll(client: pg.Client, search: CauseSearch): Promise<readonly [Cell, CellCause][]> {
  const steps = search.pending.flatMap((migration) =>
    migration.statements.map((statement) => ({ migration, statement })),
  );
  const causes: [Cell, CellCause][] = [];
  const known = new Set<number>();
  for (const cell of search.broken.slice(0, most)) {
    const isBroken = (count: number) => brokenAfter(client, search, steps.slice(0, count), cell);
    const at = await firstBroken(steps.length, isBroken, known);
    if (at === undefined) continue;
    known.add(at);
    const cause = at === 0 ? "before" : causeOf(steps[at - 1]);
    if (cause !== undefined) causes.push([cell, cause]);
  }
  return causes;
}

function causeOf(step: MigrationStep | undefined): CellCause | undefined {
  if (step === undefined) return undefined;
  const { migration, statement } = step;
  const place = { file: migration.file, ...positionAt(migration.text, statement.offset) };
  return { text: statement.text, place };
}

async function brokenAfter(
  client: pg.Client,
  { before, contract }: CauseSearch,
  steps: readonly MigrationStep[],
  cell: Cell,
): Promise<boolean> {
  const statements = steps.map(({ statement }) => statement.text);
  return applyStatements(client, before.catalog.server.currentRole, statements, async () => {
    const schemas = before.catalog.schemas.map(({ name }) => name);
    const catalog = await readCatalog(client, { schemas });
    const only = cell.command === "erase" ? {} : { only: [cell.object.name] };
    const { cells } = await proveOn(client, { contract: resolveContract(contract, catalog), ...only });
    return cells.some((other) => isSameCell(other, cell) && ["leak", "lockout"].includes(other.status));
  });
}

function isSameCell({ object, actor, command }: Cell, other: Cell): boolean {
  return (
    object.schema === other.object.schema &&
    object.name === other.object.name &&
    object.arguments === other.object.arguments &&
    actor === other.actor &&
    command === other.command
  );
}
