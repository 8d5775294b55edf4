import type { Relation } from "../catalog/facts.js";
import type { TableAttack, TableVisit } from "./attack.js";
import { type OwnWrite, ownWrites } from "./own-writes-to-try.js";
import { askRows } from "./reach.js";
import { readOf, shows } from "./reads.js";
import type { Attempt } from "./session.js";
import { type Steps, send } from "./steps.js";
import { accessTo, type Target } from "./target.js";
import { ownerOf, subjectOf, targetRowsOf } from "./target-rows.js";

/**
 * After every write that the actor may make, each relation whose policies read the written table is read again. With a new
 * membership, link or role, the actor may be able to read rows of other users.
 */
export const selectAfterOwnWrite: TableAttack = {
  id: "select/after-own-write",
  command: "select",
  tries: "writes a row of the actor's own, and reads the rows that this opens",
  applies: ({ target, base, actor }) => base === target.relation && actor.person !== null,
  *attempts(visit) {
    const { context, actor } = visit;
    const targets = targetsToRead(visit);
    if (targets.length === 0) return;
    for (const write of ownWrites(visit, targets)) {
      const probe = yield* send({ actor, setup: write.setup, statements: [write.statement] });
      if (probe === "setup" || probe.error !== null || probe.results[0]?.count === 0) continue;
      for (const target of targets) yield* readAgain({ ...visit, context, target }, visit.target, write);
    }
  },
};

function targetsToRead({ context, base }: TableVisit): readonly Target[] {
  const opened = new Set(
    context.mentions.writtenWith(base).flatMap((one) => context.mentions.dependents(one)),
  );
  return context.targets.filter(
    ({ relation, base: beneath, standing }) =>
      opened.has(relation) &&
      standing !== "part" &&
      (beneath !== base || (relation === base && mentionsItself(base))),
  );
}

function mentionsItself({ policies, name }: Relation): boolean {
  return policies.some(({ using, withCheck }) => using?.includes(name) || withCheck?.includes(name));
}

/** Reads a relation after the write, in the same attempt. The contract's conditions are evaluated again, because the result may have changed. */
function* readAgain(
  { context, target, actor }: Pick<TableVisit, "context" | "target" | "actor">,
  written: Target,
  write: OwnWrite,
): Steps<void> {
  const targetRows = yield* targetRowsOf(context, target, actor, "select");
  const read = readOf(target);
  const rule = accessTo(target, actor.role, "select")?.rows;
  const ask =
    rule?.kind === "where" && target.base !== undefined && targetRows.length > 0
      ? [
          askRows(
            target.base,
            rule.predicate,
            targetRows.map(({ row }) => row.row),
          ),
        ]
      : [];
  const { setup, statement } = write;
  const outcome = yield* send({ actor, setup, statements: [statement, read, ...ask] });
  if (outcome === "setup" || outcome.error !== null) return;
  const rows = outcome.results[1]?.rows ?? [];
  const answers = ask.length === 0 ? undefined : outcome.results[2]?.rows;
  const attempt: Attempt = { actor, setup, statements: [statement, read] };
  for (const [at, targetRow] of targetRows.entries()) {
    const expected = answers === undefined ? targetRow.expected : answers[at]?.holds === "t";
    if (expected || !rows.some((row) => shows(target, row, targetRow.row.row))) continue;
    context.observed.record({
      object: target.object,
      actor: targetRow.actor,
      command: "select",
      subject: `opened ${subjectOf(targetRow.row)}`,
      expected: false,
      result: "reached",
      evidence: () => ({
        context,
        attack: selectAfterOwnWrite,
        attempt,
        effect: {
          kind: "read",
          object: target.object,
          read: {
            what: "row after own write",
            owner: ownerOf(targetRow.row, actor),
            write: { command: write.by, object: written.object },
          },
        },
        on: target,
      }),
    });
  }
}
