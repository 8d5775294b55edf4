import type { Relation } from "../catalog/facts.js";
import { keyOf } from "../sql/relation-key.js";
import type { Actor } from "./actor.js";
import { allowedAfter, rowsAfter } from "./allowance.js";
import { subjectOf } from "./changed-row-write.js";
import type { Change } from "./changed-rows.js";
import { rowsCondition } from "./conditions.js";
import type { AttackContext } from "./context.js";
import { readOf, shows } from "./reads.js";
import type { Attempt, TextRow } from "./session.js";
import { type Steps, send } from "./steps.js";
import { accessTo, type Target } from "./target.js";
import { actorNameFor, ownerOf, seededRow } from "./target-rows.js";

/** A actor, and what the tables' owner has changed before they try. */
export interface Circumstance {
  readonly actor: Actor;
  readonly change: Change;
  readonly setup: readonly string[];
}

/** Reads everything after the change, and holds each row that came, or did not, against what the contract says then. */
export function* readIn(
  context: AttackContext,
  target: Target,
  base: Relation,
  given: Circumstance,
): Steps<void> {
  const { actor, setup } = given;
  const seeded = (context.under.get(keyOf(base)) ?? []).map(({ row }) => row);
  const rows = yield* rowsAfter(base, setup, rowsCondition(base, seeded) ?? "false");
  if (rows.length === 0) return;
  const may = yield* allowedAfter(context, target, actor, "select", { setup, rows });
  const attempt: Attempt = { actor, setup, statements: [readOf(target)] };
  const outcome = yield* send(attempt);
  if (outcome === "setup") return;
  const came = outcome.results[0]?.rows ?? [];
  for (const [at, row] of rows.entries()) {
    const isSeen = came.some((one) => shows(target, one, row));
    recordRead(context, target, given, {
      row,
      isSeen,
      may: may[at] === true,
      sqlstate: outcome.error?.sqlstate,
    });
  }
}

interface Reading {
  readonly row: TextRow;
  readonly isSeen: boolean;
  readonly may: boolean;
  readonly sqlstate: string | undefined;
}

function recordRead(
  context: AttackContext,
  target: Target,
  { actor, change, setup }: Circumstance,
  { row, isSeen, may, sqlstate }: Reading,
): void {
  const owner = seededRow(context, target, row)?.person ?? "nobody";
  const kind = accessTo(target, actor.role, "select")?.rows.kind;
  if (!isSeen && (!may || (kind !== "where" && kind !== "member"))) return;
  if (sqlstate !== undefined && sqlstate !== "42501") return;
  const { table, column, value } = change;
  const isSameTable = target.base !== undefined && keyOf(target.base) === keyOf(table);
  const changed = { table: { kind: table.kind, name: table.name }, isSameTable, column, value };
  const { object } = target;
  context.observed.record({
    object: target.object,
    actor: actorNameFor(actor, owner),
    command: "select",
    subject: `${subjectOf(change, owner)} ${JSON.stringify(row)}`,
    expected: may,
    result: isSeen ? "reached" : "missed",
    said: sqlstate,
    evidence: () => ({
      context,
      attack: { id: "select/circumstance", command: "select" },
      attempt: { actor, setup, statements: [readOf(target)] },
      effect: {
        kind: "read",
        object,
        read: { what: "row", owner: ownerOf({ person: owner }, actor), expected: !isSeen, changed },
      },
      on: target,
      sqlstate,
    }),
  });
}
