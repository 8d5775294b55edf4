import { readFile } from "node:fs/promises";
import type pg from "pg";
import { objectOf } from "../../check/objects.js";
import { checkSubject } from "../../check/run.js";
import { readSubject, type Subject } from "../../check/subject.js";
import { type Finding, RowproofError } from "../../diagnostic.js";
import { writeGuide } from "../../guide/guide.js";
import { nextVersion } from "../../migrate/new-file.js";
import type { Group } from "../../plan/action.js";
import { writePlan } from "../../plan/file.js";
import { type Plan, planSubject } from "../../plan/plan.js";
import { identifier } from "../../sql/sql.js";
import { readBound } from "../check.js";
import { findingsOf, hasFindings } from "../checklist.js";
import { RehearsalFault, refusedInRehearsal, rehearse, runGroups } from "../rehearsal.js";
import type { Change, Rehearsed } from "./change.js";
import { disobeys, type Situation } from "./situation.js";

/**
 * Makes a change in a transaction that is rolled back: what the contract asks for besides is planned from the database as it
 * is by then, run too, and the result is held against the contract.
 * @throws {RowproofError} where the server refuses a statement, or the result would not obey the contract
 */
export async function rehearseChange(situation: Situation, change: Change): Promise<Rehearsed> {
  const { client, versions, contract } = situation;
  return rehearse(client, async () => {
    await runFirst(client, change);
    const subject = await readSubject(change.contract, await readBound(change.contract, client));
    const plan = planRest(subject, change);
    const { removals } = plan;
    const groups = [...change.first, ...plan.groups, ...change.last];
    const sql = writePlan({ groups, removals: change.isNew === undefined ? removals : [] }, change.title);
    const fileName = `${nextVersion(versions)}_${change.name}.sql`;
    const present = await readFile(contract.guide, "utf8").catch(() => null);
    if (await isTooLong(client, subject, plan.groups)) {
      return { fileName, sql, guide: null, notes: present === null ? [] : [guideLater] };
    }
    const text = await guideAfter(situation, change, { groups: inOrder(plan, change), fileName, sql });
    return { fileName, sql, guide: present === null ? null : { present, text }, notes: [] };
  });
}

async function runFirst(client: pg.ClientBase, { first, refused }: Change): Promise<void> {
  try {
    await runGroups(client, first);
  } catch (error) {
    if (!(error instanceof RehearsalFault)) throw error;
    throw refused?.(error) ?? refusedInRehearsal(error);
  }
}

/** What the contract asks for once the first statements have run. */
function planRest(subject: Subject, { isNew, isAbout }: Change): Plan {
  const plan = planSubject(subject, isNew === undefined ? {} : { isNew });
  if (plan.refusals.length > 0) throw notClean(plan.refusals);
  const others = plan.groups.map(({ object }) => object).filter((object) => isAbout?.(object) === false);
  if (others.length > 0) throw disobeys([...new Set(others)]);
  return plan;
}

/** Those that are left, in the order in which the file has them. */
function inOrder({ groups }: Plan, { last }: Change): readonly Group[] {
  const phase = (name: Group["phase"]) => groups.filter((group) => group.phase === name);
  return [...phase("before"), ...phase("within"), ...last, ...phase("after")];
}

const largest = 64 * 1024 * 1024;
const guideLater =
  "an index is to be built on a large table, which is not tried beforehand: rowproof guide after rowproof up";

/** A large table's writers would wait while its index is built, for a rehearsal only. */
async function isTooLong(client: pg.ClientBase, { catalog }: Subject, groups: readonly Group[]) {
  const objects = groups.filter(({ phase }) => phase === "before").map(({ object }) => object);
  const names = catalog.relations
    .filter((relation) => objects.includes(objectOf(relation)))
    .map(({ schema, name }) => identifier(schema, name).text);
  const { rows } = await client.query<{ large: boolean }>(
    "select coalesce(sum(pg_table_size(name::regclass)), 0) > $2 as large from unnest($1::text[]) as t (name)",
    [names, largest],
  );
  return rows[0]?.large === true;
}

interface Rest {
  readonly groups: readonly Group[];
  readonly fileName: string;
  readonly sql: string;
}

/** Runs the rest, makes sure that nothing is left to do, and writes the guide of what there is then. */
async function guideAfter(
  { client, migrations }: Situation,
  { contract }: Change,
  { groups, fileName, sql }: Rest,
): Promise<string> {
  await runGroups(client, groups).catch((error: unknown) => {
    throw error instanceof RehearsalFault ? refusedInRehearsal(error) : error;
  });
  const catalog = await readBound(contract, client);
  const subject = await readSubject(contract, catalog);
  const results = checkSubject(subject);
  const { groups: left, refusals } = planSubject(subject);
  if (hasFindings(results) || left.length + refusals.length > 0) throw notClean(findingsOf(results));
  const transactional = !sql.startsWith("-- rowproof: no-transaction");
  const all = [...migrations, { fileName, text: sql, transactional }];
  return writeGuide({ contract, catalog, results, migrations: all });
}

function notClean(findings: readonly Finding[]): RowproofError {
  const wrong = findings.filter(({ level }) => level !== "note");
  return new RowproofError(
    {
      id: "table/not-clean",
      message: "with the change the database would not obey the contract",
      why: "it was tried in a transaction that was rolled back, and what is told below would be left; nothing was written",
      mend:
        wrong.length === 1
          ? "mend it as told below, then run again"
          : "mend each as told below, then run again",
      details: wrong,
    },
    wrong.some(({ id }) => id.startsWith("contract/")) ? 2 : 1,
  );
}
