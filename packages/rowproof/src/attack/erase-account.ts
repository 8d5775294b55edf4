import type { Relation } from "../catalog/facts.js";
import { attacker, victim } from "../seed/test-users.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier, literal, sql } from "../sql/sql.js";
import type { DatabaseAttack } from "./attack.js";
import type { AttackContext } from "./context.js";
import type { Refusal, TextRow } from "./session.js";
import { stateOf, stateQuery } from "./state.js";
import { askOwner } from "./steps.js";
import type { Target } from "./target.js";

/** A table whose rows belong to users, with its owner column. */
interface OwnedTable {
  readonly target: Target;
  readonly base: Relation;
  readonly column: string;
}

export const eraseAccount: DatabaseAttack = {
  id: "erase/account",
  command: "erase",
  tries:
    "deletes a user's account, and checks which of their rows stay and which rows of other users are deleted",
  *attempts(context) {
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
      record(context, one, { id: person.id, deletion, error, after });
    }
  },
};

/** In a live database a user can have many rows, and deleting them takes many locks. */
function noteUntested({ observed }: AttackContext): void {
  observed.note({ kind: "erasure untested", object: { schema: "auth", name: "users", kind: "table" } });
}

function ownedTables({ targets }: AttackContext): readonly OwnedTable[] {
  return targets.flatMap((target): readonly OwnedTable[] => {
    const { standing, base, table, relation } = target;
    if (standing !== "named" || base === undefined || table === undefined || base !== relation) return [];
    const [column] = table.owners;
    return column === undefined ? [] : [{ target, base, column }];
  });
}

/** What deleting an account left in one table. */
interface Erasure {
  readonly id: string;
  readonly deletion: string;
  readonly error: Refusal | null;
  readonly after: readonly TextRow[];
}

function record(context: AttackContext, owned: OwnedTable, { id, deletion, error, after }: Erasure): void {
  const { target, base, column } = owned;
  const before = (context.states.get(keyOf(base)) ?? []).map(({ row }) => row);
  const had = before.some((row) => row[column] === id);
  const left = after.filter((row) => row[column] === id).length;
  const bo = context.seeded.persons.find(({ name }) => name === attacker)?.id;
  const countOf = (rows: readonly TextRow[]) => rows.filter((row) => row[column] === bo).length;
  const lost = error === null && countOf(after) < countOf(before);
  const name = identifier(base.schema, base.name).text;
  const show = `select * from ${name} where ${identifier(column).text}::text = ${literal(id).text}`;
  const result = error === null ? (lost ? "lost" : "left") : "refused";
  context.observed.record({
    object: target.object,
    actor: "owner",
    command: "erase",
    subject: "what is left",
    expected: false,
    result: !had ? "undecided" : error !== null || left > 0 || lost ? "reached" : "missed",
    said: had ? undefined : "the user had no row in it",
    evidence: () => ({
      context,
      attack: eraseAccount,
      attempt: { actor: "the tables' owner", statements: [deletion] },
      effect: { kind: "erase", object: target.object, result },
      on: context.targets,
      sqlstate: error?.sqlstate,
      show: [show],
    }),
  });
}
