import type { Relation } from "../../catalog/facts.js";
import { ownerColumns } from "../../contract/tables.js";
import { identifier, literal, sql } from "../../sql/sql.js";
import { nameOf } from "../breach.js";
import { attacker, victim } from "../cast.js";
import { groundFor } from "../ground.js";
import type { Scene } from "../scene.js";
import type { Refusal, TextRow } from "../session.js";
import { stateOf, stateQuery } from "../state.js";
import { keyOf } from "../table-key.js";
import type { Target } from "../target.js";
import type { Breach } from "../verdict.js";

/** A table whose rows belong to users, with the column that says so. */
interface Owned {
  readonly target: Target;
  readonly base: Relation;
  readonly column: string;
}

/** Deletes a user's account, and looks for what is left of theirs and what is gone of others'. */
export async function attackErasure(scene: Scene): Promise<void> {
  const owned = ownedTables(scene);
  const person = scene.planted.persons.find(({ name }) => name === victim);
  if (owned.length === 0 || person === undefined) return;
  if (scene.live) {
    noteUntried(scene);
    return;
  }
  const deletion = sql`delete from auth.users where id = ${literal(person.id)}`.text;
  const reads = owned.map(({ base }) => stateQuery(base));
  const { error, results } = await scene.session.ask([deletion, "set constraints all immediate", ...reads]);
  for (const [at, one] of owned.entries()) {
    const after = stateOf(results[at + 2]?.rows ?? []).map(({ row }) => row);
    record(scene, one, person.id, deletion, error, after);
  }
}

/** The user's rows of a live database are many, and so are the locks that their deletion would take. */
function noteUntried({ ledger }: Scene): void {
  ledger.note({
    id: "proof/erasure-untried",
    object: { schema: "auth", name: "users", kind: "table" },
    message: "what is left after an account is deleted is not tried on a live database",
    why: "deleting a user locks rows of every table that refers to users; prove in a shadow, without --live, tries it",
  });
}

function ownedTables({ targets }: Scene): readonly Owned[] {
  return targets.flatMap((target): readonly Owned[] => {
    const { standing, base, table, relation } = target;
    if (standing !== "named" || base === undefined || table === undefined || base !== relation) return [];
    const [column] = ownerColumns(table);
    return column === undefined ? [] : [{ target, base, column }];
  });
}

function record(
  scene: Scene,
  { target, base, column }: Owned,
  id: string,
  deletion: string,
  error: Refusal | null,
  after: readonly TextRow[],
): void {
  const before = (scene.states.get(keyOf(base)) ?? []).map(({ row }) => row);
  const had = before.some((row) => row[column] === id);
  const left = after.filter((row) => row[column] === id).length;
  const bo = scene.planted.persons.find(({ name }) => name === attacker)?.id;
  const countOf = (rows: readonly TextRow[]) => rows.filter((row) => row[column] === bo).length;
  const lost = error === null && countOf(after) < countOf(before);
  const name = identifier(base.schema, base.name).text;
  const show = `select * from ${name} where ${identifier(column).text}::text = ${literal(id).text}`;
  scene.ledger.record({
    object: target.object,
    actor: "owner",
    command: "erase",
    subject: "what is left",
    expected: false,
    result: !had ? "undecided" : error !== null || left > 0 || lost ? "reached" : "missed",
    said: had ? undefined : "no row of the user's was there",
    breach: () => told(scene, target, error, lost, deletion, show),
  });
}

function told(
  scene: Scene,
  target: Target,
  error: Refusal | null,
  lost: boolean,
  deletion: string,
  show: string,
): Breach {
  const object = nameOf(target.object);
  const ground = groundFor(scene, new Set(scene.targets.map(({ relation }) => keyOf(relation))), null);
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
    mend: "rowproof plan writes the key that cascades, or the trigger",
    ...(error === null ? {} : { sqlstate: error.sqlstate }),
    script: {
      role: null,
      claims: null,
      setup: ground,
      attempt: [deletion],
      show: [show],
    },
  };
}
