import type { Relation } from "../../catalog/facts.js";
import { identifier, sql } from "../../sql/sql.js";
import { breachOf, nameOf } from "../breach.js";
import { type Caller, honestClaims, isPlain } from "../caller.js";
import { victim } from "../cast.js";
import type { Scene } from "../scene.js";
import type { Attempt, Outcome } from "../session.js";
import { keyOf } from "../table-key.js";
import type { Target } from "../target.js";
import { type Aim, aimsOf, subjectOf, whose } from "./aims.js";
import { isBare, readBareView } from "./bare-view.js";
import { keyCondition } from "./conditions.js";
import { readColumns } from "./read-columns.js";
import { sendReading } from "./scan.js";
import { readOf, shows } from "./shown.js";

/** Reads a relation as a caller in every way: all rows, their number, a victim's by key, and by an error that quotes them. */
export async function attackBySelect(scene: Scene, target: Target, caller: Caller): Promise<void> {
  const aims = await aimsOf(scene, target, caller, "select");
  const only = scene.live
    ? keyCondition(
        target,
        aims.map(({ row }) => row.row),
      )
    : undefined;
  const attempt: Attempt = { caller, statements: [readOf(target, only)] };
  const outcome = await sendReading(scene, target, attempt, "select/all");
  if (outcome.error === null && isBare(target, caller, aims.length)) {
    await readBareView(
      scene,
      target,
      attempt,
      outcome.results[0]?.rows.length ?? 0,
      emptyReason(scene, target),
    );
    return;
  }
  recordEmpty(scene, target, caller, outcome.error?.sqlstate, aims);
  if (outcome.error !== null && outcome.error.sqlstate !== "42501" && caller.oddity === undefined) {
    // Whoever is to read rows and gets an error for them all, be it for another's sake, is locked out.
    const [theirs, others] = [
      aims.filter(({ expected }) => expected),
      aims.filter(({ expected }) => !expected),
    ];
    record(scene, target, attempt, outcome, theirs);
    await readByKey(scene, target, caller, others);
    return;
  }
  record(scene, target, attempt, outcome, aims);
  if (outcome.error?.sqlstate === "42501") {
    await readColumns(scene, target, caller, aims);
    return;
  }
  if (caller.oddity !== undefined) return;
  if (!scene.live) await count(scene, target, caller, aims);
  await readByError(scene, target, caller);
  if (caller.actors.own === "owner") await readPrepared(scene, target, caller, aims);
}

/**
 * A statement that was prepared for the victim is run for the attacker, as the API does with its own: what the plan has
 * worked out of the first one's claims, the second would get.
 */
async function readPrepared(
  scene: Scene,
  target: Target,
  caller: Caller,
  aims: readonly Aim[],
): Promise<void> {
  const user = scene.planted.persons.find(({ name }) => name === victim);
  if (user === undefined || target.base !== target.relation || scene.live) return;
  const claims = JSON.stringify(honestClaims(user, caller.role));
  const first: Caller = { ...caller, name: victim, person: victim, userId: user.id, claims };
  const prepared = scene.session.sentBy(first, [
    `prepare rowproof_read as ${readOf(target)}`,
    "execute rowproof_read",
  ]);
  const attempt: Attempt = {
    caller,
    setup: ["deallocate all", ...prepared],
    statements: ["execute rowproof_read"],
  };
  const outcome = await scene.session.attempt(attempt);
  if (outcome === "setup") return;
  record(
    scene,
    target,
    attempt,
    outcome,
    aims.filter(({ expected }) => !expected),
  );
}

/** One row may make the whole reading fail, or never end: each is read by itself. */
async function readByKey(scene: Scene, target: Target, caller: Caller, aims: readonly Aim[]): Promise<void> {
  for (const aim of aims) {
    const attempt = { caller, statements: [readOf(target, keyCondition(target, [aim.row.row]))] };
    record(scene, target, attempt, await sendReading(scene, target, attempt, "select/key"), [aim]);
  }
}

/** Holds what came back against the rows that are there. */
function record(
  scene: Scene,
  target: Target,
  attempt: Attempt,
  { error, results }: Outcome,
  aims: readonly Aim[],
): void {
  const rows = results[0]?.rows ?? [];
  const seen = new Set(aims.filter(({ row }) => rows.some((one) => shows(target, one, row.row))));
  const { caller } = attempt;
  const common = { object: target.object, command: "select", said: error?.sqlstate } as const;
  for (const aim of aims) {
    const odd = !isPlain(caller);
    // Whoever waits for what is theirs and never gets it is locked out; that others would not get it is not shown.
    const late = /^(?:57014|55P03)$/.test(error?.sqlstate ?? "") && !aim.expected;
    const result = seen.has(aim) ? "reached" : late ? "undecided" : "missed";
    if (aim.expected && target.standing !== "named") continue;
    scene.ledger.record({
      ...common,
      actor: aim.actor,
      subject: subjectOf(aim.row),
      expected: aim.expected,
      result,
      odd,
      breach: () => breachOf(scene, target, attempt, told(target, caller, aim, error?.sqlstate)),
    });
  }
}

function told(target: Target, caller: Caller, { row, expected }: Aim, sqlstate: string | undefined) {
  const object = nameOf(target.object);
  const attack = caller.oddity === undefined ? "select/all" : "select/odd-claims";
  if (!expected) {
    const what = `${caller.name} (${caller.role}) can select ${whose(row, caller)} from ${object}`;
    return { attack, command: "select", what } as const;
  }
  const how = sqlstate === undefined ? "no row comes, and no error" : `the server refuses (${sqlstate})`;
  return {
    attack,
    command: "select",
    sqlstate,
    what: `${caller.name} (${caller.role}) cannot select ${whose(row, caller)} from ${object}: ${how}`,
    why: "the contract lets them; a grant or a policy is missing, or a policy fails",
    mend: "rowproof plan writes what is missing",
  } as const;
}

/** A column of the matrix for which no row lies there: only a refusal decides it. */
function recordEmpty(
  scene: Scene,
  target: Target,
  caller: Caller,
  sqlstate: string | undefined,
  aims: readonly Aim[],
): void {
  if (!isPlain(caller)) return;
  const there = new Set(aims.map(({ actor }) => actor));
  for (const actor of new Set([caller.actors.own, caller.actors.others])) {
    if (there.has(actor)) continue;
    scene.ledger.record({
      object: target.object,
      actor,
      command: "select",
      subject: "nothing there",
      expected: false,
      result: sqlstate === "42501" ? "missed" : "undecided",
      said: sqlstate === "42501" ? sqlstate : emptyReason(scene, target),
    });
  }
}

/** Why nothing lies under a name. */
export function emptyReason(scene: Scene, { base, relation }: Target): string {
  const on = base ?? relation;
  const failed = scene.planted.unplanted.find(({ table }) => keyOf(table) === keyOf(on));
  if (failed === undefined) return "no made-up row can be seen through it";
  return `no row could be planted: ${failed.why}`;
}

/** How many rows there are tells of rows that do not come. */
async function count(scene: Scene, target: Target, caller: Caller, aims: readonly Aim[]): Promise<void> {
  const { base, table } = target;
  if (base === undefined || table === undefined || target.standing !== "named" || aims.length === 0) return;
  const name = identifier(target.relation.schema, target.relation.name);
  const attempt = { caller, statements: [sql`select count(*) as rows from ${name}`.text] };
  const outcome = await sendReading(scene, target, attempt, "select/count");
  const counted = Number(outcome.results[0]?.rows[0]?.rows ?? 0);
  // Every row that is there, those too that triggers made or that were there before.
  const rows = [base, ...partsOf(scene, base)].flatMap((one) => scene.states.get(keyOf(one)) ?? []);
  const answers = await scene.reach.among(
    caller,
    table,
    base,
    "select",
    rows.map(({ row }) => row),
  );
  if (counted <= answers.filter((is) => is).length) return;
  const what = `${caller.name} (${caller.role}) can count rows of ${nameOf(target.object)} that they may not select`;
  scene.ledger.record({
    object: target.object,
    actor: caller.actors.others,
    command: "select",
    subject: "count",
    expected: false,
    result: "reached",
    breach: () => breachOf(scene, target, attempt, { attack: "select/count", command: "select", what }),
  });
}

/** Tables that inherit from another, whose rows are read under its name; a partitioned table's are its own already. */
function partsOf({ catalog }: Scene, base: Relation): readonly Relation[] {
  if (base.kind === "partitioned table") return [];
  return catalog.relations.filter(({ inherits }) => inherits.some((parent) => keyOf(parent) === keyOf(base)));
}

/** A condition that fails quotes the row it failed on: rows that are filtered out only afterwards come by the error. */
async function readByError(scene: Scene, target: Target, caller: Caller): Promise<void> {
  const { relation } = target;
  if (!relation.columns.some(({ type }) => /^(?:text|character|citext|json|uuid)/.test(type))) return;
  const name = identifier(relation.schema, relation.name);
  const statement = sql`select 1 from ${name} as t where t::text::integer = 0`;
  await sendReading(scene, target, { caller, statements: [statement.text] }, "select/error");
}
