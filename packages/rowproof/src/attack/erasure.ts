import type { Relation } from "../catalog/facts.js";
import { ownerColumns } from "../contract/tables.js";
import type { Breach } from "../judge/proof.js";
import { seedSetup } from "../judge/seed-setup.js";
import { attacker, victim } from "../seed/test-users.js";
import { objectOf } from "../sql/object-name.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier, literal, sql } from "../sql/sql.js";
import type { AttackContext } from "./context.js";
import type { Refusal, TextRow } from "./session.js";
import { stateOf, stateQuery } from "./state.js";
import { askOwner, type Steps } from "./steps.js";
import type { Target } from "./target.js";

/** A table whose rows belong to users, with the column that says so. */
interface Owned {
  readonly target: Target;
  readonly base: Relation;
  readonly column: string;
}

/** Deletes a user's account, and looks for what is left of theirs and what is gone of others'. */
export function* attackErasure(context: AttackContext): Steps<void> {
  const owned = ownedTables(context);
  const person = context.seeded.persons.find(({ name }) => name === victim);
  if (owned.length === 0 || person === undefined) return;
  if (context.live) {
    noteUntested(context);
    return;
  }
  const deletion = sql`delete from auth.users where id = ${literal(person.id)}`.text;
  const reads = owned.map(({ base }) => stateQuery(base));
  const { error, results } = yield* askOwner([deletion, "set constraints all immediate", ...reads]);
  for (const [at, one] of owned.entries()) {
    const after = stateOf(results[at + 2]?.rows ?? []).map(({ row }) => row);
    record(context, one, person.id, deletion, error, after);
  }
}

/** The user's rows of a live database are many, and so are the locks that their deletion would take. */
function noteUntested({ observed }: AttackContext): void {
  observed.note({
    id: "proof/erasure-untested",
    object: { schema: "auth", name: "users", kind: "table" },
    message: "what is left after an account is deleted is not tried on a live database",
    why: "deleting a user locks rows of every table that refers to users; prove in a shadow, without --live, tries it",
  });
}

function ownedTables({ targets }: AttackContext): readonly Owned[] {
  return targets.flatMap((target): readonly Owned[] => {
    const { standing, base, table, relation } = target;
    if (standing !== "named" || base === undefined || table === undefined || base !== relation) return [];
    const [column] = ownerColumns(table);
    return column === undefined ? [] : [{ target, base, column }];
  });
}

function record(
  context: AttackContext,
  { target, base, column }: Owned,
  id: string,
  deletion: string,
  error: Refusal | null,
  after: readonly TextRow[],
): void {
  const before = (context.states.get(keyOf(base)) ?? []).map(({ row }) => row);
  const had = before.some((row) => row[column] === id);
  const left = after.filter((row) => row[column] === id).length;
  const bo = context.seeded.persons.find(({ name }) => name === attacker)?.id;
  const countOf = (rows: readonly TextRow[]) => rows.filter((row) => row[column] === bo).length;
  const lost = error === null && countOf(after) < countOf(before);
  const name = identifier(base.schema, base.name).text;
  const show = `select * from ${name} where ${identifier(column).text}::text = ${literal(id).text}`;
  context.observed.record({
    object: target.object,
    actor: "owner",
    command: "erase",
    subject: "what is left",
    expected: false,
    result: !had ? "undecided" : error !== null || left > 0 || lost ? "reached" : "missed",
    said: had ? undefined : "no row of the user's was there",
    breach: () => told(context, target, error, lost, deletion, show),
  });
}

function told(
  context: AttackContext,
  target: Target,
  error: Refusal | null,
  lost: boolean,
  deletion: string,
  show: string,
): Breach {
  const object = objectOf(target.object);
  const seeding = seedSetup(context, new Set(context.targets.map(({ relation }) => keyOf(relation))), null);
  const left = lost
    ? `deleting a user's account also deletes rows of another user's in ${object}`
    : `deleting a user's account leaves rows of theirs in ${object}`;
  return {
    attack: "erase/account",
    what:
      error === null
        ? left
        : `a user's account cannot be deleted, so their rows in ${object} stay (${error.sqlstate})`,
    why:
      error === null
        ? "no foreign key that cascades and no trigger on auth.users takes the rows along, or one takes too many"
        : "a foreign key or a trigger refuses the deletion",
    fix: "rowproof plan writes the key that cascades, or the trigger",
    ...(error === null ? {} : { sqlstate: error.sqlstate }),
    script: {
      role: null,
      claims: null,
      setup: seeding,
      attempt: [deletion],
      show: [show],
    },
  };
}
