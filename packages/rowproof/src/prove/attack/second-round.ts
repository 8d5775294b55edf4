import type { Relation } from "../../catalog/facts.js";
import { breachOf, nameOf } from "../breach.js";
import type { Caller } from "../caller.js";
import { victim } from "../cast.js";
import { askRows } from "../reach.js";
import type { Scene } from "../scene.js";
import type { Attempt } from "../session.js";
import { keyOf } from "../table-key.js";
import { accessTo, keyColumns, type Target, writableColumns } from "../target.js";
import { type Aim, aimsOf, subjectOf, whose } from "./aims.js";
import { updateOf } from "./assignment.js";
import { rowsCondition } from "./conditions.js";
import { placements } from "./placements.js";
import { readOf, shows } from "./shown.js";
import { insertOf, namedColumns, sowingFor } from "./sowing.js";

/** A write that the database lets the caller make, and what may open by it. */
interface Key {
  readonly statement: string;
  readonly setup: readonly string[];
  /** For people: `inserting a row into table public.shares`. */
  readonly by: string;
}

/** How many values of one column are tried. */
const labels = 6;

/**
 * What a row planted by the attacker opens: after every write that they are allowed, each relation whose policies speak of
 * the written table is read again. A membership, a link, a role: rows of others' may then be theirs to see.
 */
export async function attackAgain(scene: Scene, written: Target, caller: Caller): Promise<void> {
  const { base, relation } = written;
  if (base === undefined || base !== relation || caller.person === null) return;
  const opened = new Set(scene.mentions.writtenWith(base).flatMap((one) => scene.mentions.dependents(one)));
  const targets = scene.targets.filter(
    ({ relation: one, base: beneath, standing }) =>
      opened.has(one) && standing !== "part" && (beneath !== base || (one === base && mentionsItself(base))),
  );
  if (targets.length === 0) return;
  for (const key of keysOf(scene, written, base, caller, targets)) {
    const probe = await scene.session.attempt({ caller, setup: key.setup, statements: [key.statement] });
    if (probe === "setup" || probe.error !== null || probe.results[0]?.count === 0) continue;
    for (const target of targets) await readAgain(scene, target, caller, key);
  }
}

/** A row of another's that is there to be read, and under which name. */
interface Opened {
  readonly target: Target;
  readonly row: Aim["row"];
}

/** What a call opens by what it wrote: rows that the contract gives the caller neither before it nor after. */
export async function openedBy(
  scene: Scene,
  { caller, statements }: Attempt,
  written: readonly Relation[],
): Promise<readonly Opened[]> {
  const opened = new Set(written.flatMap((one) => scene.mentions.dependents(one)));
  const targets = scene.targets.filter(
    ({ relation, standing }) => opened.has(relation) && standing === "named",
  );
  const found: Opened[] = [];
  for (const target of targets) {
    const aims = await aimsOf(scene, target, caller, "select");
    const before = await scene.session.attempt({ caller, statements: [readOf(target)] });
    const after = await scene.session.attempt({ caller, statements: [...statements, readOf(target)] });
    if (before === "setup" || after === "setup" || after.error !== null) continue;
    const [seen, now] = [before.results[0]?.rows ?? [], after.results.at(-2)?.rows ?? []];
    const fresh = aims.find(
      ({ row, expected }) =>
        !expected &&
        row.person !== caller.person &&
        now.some((one) => shows(target, one, row.row)) &&
        !seen.some((one) => shows(target, one, row.row)),
    );
    if (fresh !== undefined) found.push({ target, row: fresh.row });
  }
  return found;
}

function mentionsItself({ policies, name }: Relation): boolean {
  return policies.some(({ using, withCheck }) => using?.includes(name) || withCheck?.includes(name));
}

/** The writes to try: a row of one's own, the same under the victim's, with every label; one's own row with every label. */
function keysOf(
  scene: Scene,
  written: Target,
  base: Relation,
  caller: Caller,
  opened: readonly Target[],
): readonly Key[] {
  const words = opened.map(({ relation }) => scene.mentions.textOf(relation)).join("\n");
  return [...inserts(scene, written, base, caller, words), ...updates(scene, written, base, caller, words)];
}

function inserts(
  scene: Scene,
  written: Target,
  base: Relation,
  caller: Caller,
  words: string,
): readonly Key[] {
  const sowing = sowingFor(scene, base, caller.person ?? "");
  if (sowing === undefined) return [];
  const own = namedColumns(written, base, caller, sowing);
  const moved = placements(scene, written, base, caller, [victim]).map(({ values }) => values);
  const places = [{}, ...moved, ...(moved.length > 1 ? [Object.assign({}, ...moved)] : [])];
  const variants = columnsOf(written, base, caller, "insert").flatMap((column) =>
    valuesFor(scene, base, column, words).map((value) => ({ [column]: value })),
  );
  const all = [
    ...places,
    ...variants,
    ...moved.flatMap((place) => variants.map((one) => ({ ...one, ...place }))),
  ];
  return all.map((values) => ({
    setup: own.setup,
    statement: insertOf(written, { ...own.values, ...values }),
    by: `inserting a row into ${nameOf(written.object)}`,
  }));
}

function updates(
  scene: Scene,
  written: Target,
  base: Relation,
  caller: Caller,
  words: string,
): readonly Key[] {
  const row = scene.under.get(keyOf(base))?.find(({ person }) => person === caller.person)?.row;
  const only = row === undefined ? undefined : rowsCondition(base, [row]);
  if (only === undefined) return [];
  const single = columnsOf(written, base, caller, "update").flatMap((column) =>
    valuesFor(scene, base, column, words).map((value) => ({ [column]: value })),
  );
  const moved = placements(scene, written, base, caller, [victim]).map(({ values }) => values);
  return [...single, ...moved].map((values) => ({
    setup: [],
    statement: updateOf(written, values, only),
    by: `updating a row of ${nameOf(written.object)}`,
  }));
}

/** The columns whose values may matter: those that the contract lets be written, but for keys. */
function columnsOf(
  written: Target,
  base: Relation,
  { role }: Caller,
  command: "insert" | "update",
): readonly string[] {
  const bound = [
    ...keyColumns(base),
    ...base.constraints.filter(({ kind }) => kind === "foreign key").flatMap(({ columns }) => columns),
  ];
  return writableColumns(base, accessTo(written, role, command)).filter((name) => !bound.includes(name));
}

/** The values that may open something: of a column that what is written of access speaks of, those that stand there too. */
function valuesFor(scene: Scene, base: Relation, column: string, words: string): readonly string[] {
  if (!new RegExp(`\\b${column.replaceAll(/\W/g, ".")}\\b`).test(words)) return [];
  const type = base.columns.find(({ name }) => name === column)?.type ?? "text";
  const listed = scene.planted.otherValues(base, column, null);
  const known = /^(?:boolean|text|character varying)/.test(type) || listed.length > 1 ? listed : [];
  const spoken = /^(?:text|character|citext)/.test(type)
    ? [...words.matchAll(/'([^'\n]{1,40})'::text/g)].map(([, word = ""]) => `'${word}'::${type}`)
    : [];
  return [...new Set([...spoken, ...known])].slice(0, labels);
}

/** Reads a relation after the write, in the same attempt; its own conditions are asked anew, for what they say may have changed. */
async function readAgain(scene: Scene, target: Target, caller: Caller, key: Key): Promise<void> {
  const aims = await aimsOf(scene, target, caller, "select");
  const read = readOf(target);
  const rule = accessTo(target, caller.role, "select")?.rows;
  const ask =
    rule?.kind === "where" && target.base !== undefined && aims.length > 0
      ? [
          askRows(
            target.base,
            rule.predicate,
            aims.map(({ row }) => row.row),
          ),
        ]
      : [];
  const attempt: Attempt = { caller, setup: key.setup, statements: [key.statement, read, ...ask] };
  const outcome = await scene.session.attempt(attempt);
  if (outcome === "setup" || outcome.error !== null) return;
  const rows = outcome.results[1]?.rows ?? [];
  const answers = ask.length === 0 ? undefined : outcome.results[2]?.rows;
  for (const [at, aim] of aims.entries()) {
    const expected = answers === undefined ? aim.expected : answers[at]?.holds === "t";
    if (expected || !rows.some((row) => shows(target, row, aim.row.row))) continue;
    record(scene, target, { caller, setup: key.setup, statements: [key.statement, read] }, aim, key);
  }
}

function record(scene: Scene, target: Target, attempt: Attempt, aim: Aim, { by }: Key): void {
  const { caller } = attempt;
  const what = `${caller.name} (${caller.role}) can select ${whose(aim.row, caller)} from ${nameOf(target.object)} after ${by}`;
  scene.ledger.record({
    object: target.object,
    actor: aim.actor,
    command: "select",
    subject: `opened ${subjectOf(aim.row)}`,
    expected: false,
    result: "reached",
    breach: () =>
      breachOf(scene, target, attempt, {
        attack: "select/second-round",
        command: "select",
        what,
        why: "its policies believe a row that the caller may write",
        mend: "withhold that write from callers in the contract, or let the policy ask what callers cannot write",
      }),
  });
}
