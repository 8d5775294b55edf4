import { readFile } from "node:fs/promises";
import type pg from "pg";
import { type CheckContext, readCheckContext } from "../../check/context.js";
import { runChecksOn } from "../../check/run.js";
import type { ResolvedContract } from "../../contract/resolved.js";
import { writeGuide } from "../../guide/guide.js";
import { nextVersion } from "../../migrate/new-file.js";
import type { Group } from "../../plan/action.js";
import { writePlan } from "../../plan/file.js";
import { type Plan, planDatabase } from "../../plan/plan.js";
import { objectOf } from "../../sql/object-name.js";
import { identifier } from "../../sql/sql.js";
import { findingsOf, hasFindings } from "../verification/checklist.js";
import { readResolved } from "../verification/verification.js";
import type { RehearsedChange, TableChange } from "./change.js";
import { notClean } from "./not-clean.js";
import { RehearsalFault, refusedInRehearsal, rehearse, runGroups } from "./rehearsal.js";
import { disobeys, type Situation } from "./situation.js";

/**
 * Makes a change in a transaction that is rolled back: what else the contract needs is planned from the database as it is
 * then, and run too, and the result is checked against the contract.
 * @throws {RowproofError} where the server refuses a statement, or the result would not match the contract
 */
export async function rehearseChange(situation: Situation, change: TableChange): Promise<RehearsedChange> {
  const { client, versions, contract, migrations } = situation;
  const { plan, after } = await rehearse(client, () => tryChange(client, change));
  const removals = change.isNew === undefined ? plan.removals : [];
  const groups = [...change.first, ...plan.groups, ...change.last];
  const sql = writePlan({ groups, removals }, change.title);
  const fileName = `${nextVersion(versions)}_${change.name}.sql`;
  const present = await readFile(contract.guide, "utf8").catch(() => null);
  if (after === null) return { fileName, sql, guide: null, notes: present === null ? [] : [guideLater] };
  const transactional = !sql.startsWith("-- rowproof: no-transaction");
  const all = [...migrations, { fileName, text: sql, transactional }];
  const results = await requireClean(after);
  if (present === null) return { fileName, sql, guide: null, notes: [] };
  const text = await writeGuide({ contract: after, results, migrations: all });
  return { fileName, sql, guide: { present, text }, notes: [] };
}

const guideLater =
  "an index will be built on a large table, which is not tried beforehand: run rowproof guide after rowproof up";

/** Runs everything, and reads the result; null where other sessions would wait too long. */
async function tryChange(
  client: pg.ClientBase,
  change: TableChange,
): Promise<{ readonly plan: Plan; readonly after: ResolvedContract | null }> {
  await runFirst(client, change);
  const context = await readCheckContext(await readResolved(change.contract, client));
  const plan = planRest(context, change);
  if (await isTooLong(client, context, plan.groups)) return { plan, after: null };
  await runGroups(client, inOrder(plan, change)).catch((error: unknown) => {
    throw error instanceof RehearsalFault ? refusedInRehearsal(error) : error;
  });
  return { plan, after: await readResolved(change.contract, client) };
}

async function runFirst(client: pg.ClientBase, { first, refused }: TableChange): Promise<void> {
  try {
    await runGroups(client, first);
  } catch (error) {
    if (!(error instanceof RehearsalFault)) throw error;
    throw refused?.(error) ?? refusedInRehearsal(error);
  }
}

/** What the contract needs once the first statements have run. */
function planRest(context: CheckContext, { isNew, isAbout }: TableChange): Plan {
  const plan = planDatabase(context, isNew === undefined ? {} : { isNew });
  if (plan.refusals.length > 0) throw notClean(plan.refusals);
  const others = plan.groups.map(({ object }) => object).filter((object) => isAbout?.(object) === false);
  if (others.length > 0) throw disobeys([...new Set(others)]);
  return plan;
}

/** The remaining groups, in the order of the file. */
function inOrder({ groups }: Plan, { last }: TableChange): readonly Group[] {
  const phase = (name: Group["phase"]) => groups.filter((group) => group.phase === name);
  return [...phase("before"), ...phase("within"), ...last, ...phase("after")];
}

const largest = 64 * 1024 * 1024;

/** Writers of a large table would wait while its index is built, only for a rehearsal. */
async function isTooLong(
  client: pg.ClientBase,
  { catalog }: CheckContext,
  groups: readonly Group[],
): Promise<boolean> {
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

/** Makes sure that there is no finding and nothing left to plan. */
async function requireClean(contract: ResolvedContract) {
  const context = await readCheckContext(contract);
  const results = runChecksOn(context);
  const { groups, refusals } = planDatabase(context);
  if (hasFindings(results) || groups.length + refusals.length > 0) throw notClean(findingsOf(results));
  return results;
}
