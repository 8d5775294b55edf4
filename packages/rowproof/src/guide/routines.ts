import type { Catalog, RelationName } from "../catalog/facts.js";
import type { Trigger } from "../catalog/triggers.js";
import type { CheckContext } from "../check/context.js";
import type { ResolvedContract } from "../contract/resolved.js";
import { code, codes, table } from "./markdown.js";
import { type Material, spelt } from "./material.js";
import { outsideTriggers } from "./triggers.js";

/** A routine from any part of the catalog. */
interface ListedRoutine extends RelationName {
  readonly arguments: string;
  readonly kind: string;
  readonly securityDefiner: boolean;
  readonly extension: string | null;
  readonly settings: readonly string[];
}

/** The routines of the contract and those that run with their owner's rights: who may execute them, and what runs them. */
export function routinesTable({ contract, context }: Material): string {
  const runs = everyTrigger(contract, context.catalog);
  const rows = entriesOf(context)
    .filter((entry) => executors(contract, entry) !== undefined || isDefiner(entry))
    .map((entry) => [
      code(`${spelt(contract, entry)}(${entry.arguments})`),
      entry.kind,
      whoExecutes(executors(contract, entry)),
      entry.securityDefiner ? `its owner's${searchPath(entry)}` : "the calling user's",
      runBy(runs.filter(({ routine }) => isSame(routine, entry))),
    ]);
  const head = ["routine", "kind", "may be executed by", "rights", "run by"];
  return rows.length === 0 ? "" : table(head, rows);
}

/** The routines of the schemas, of triggers in other schemas, and of the contract, even if missing. */
function entriesOf({ contract, catalog }: CheckContext): readonly ListedRoutine[] {
  const { routines, external } = catalog;
  const outside = external.triggerRoutines
    .filter(({ schema }) => !contract.schemas.includes(schema))
    .map((routine) => ({ ...routine, arguments: "", kind: "function" }));
  const there: readonly ListedRoutine[] = [...routines, ...outside];
  const missing = contract.routines
    .filter((named) => !there.some((entry) => isSame(entry, named)))
    .map(({ schema, name }) => ({
      schema,
      name,
      arguments: "",
      kind: "**not in this database**",
      ...unknown,
    }));
  return [...there, ...missing];
}

const unknown = { securityDefiner: false, extension: null, settings: [] };

function isDefiner({ securityDefiner, extension }: ListedRoutine): boolean {
  return securityDefiner && extension === null;
}

/** The roles that the contract names for a routine; undefined where it does not name it. */
function executors(contract: ResolvedContract, entry: ListedRoutine): readonly string[] | undefined {
  const all = [...contract.routines, ...contract.triggerRoutines];
  return all.find((named) => isSame(named, entry))?.execute;
}

function whoExecutes(roles: readonly string[] | undefined): string {
  if (roles === undefined) return "nobody; **not in the contract**";
  return roles.length === 0 ? "nobody" : codes(roles);
}

function searchPath({ settings }: ListedRoutine): string {
  const path = settings.find((setting) => setting.startsWith("search_path="));
  return path === undefined ? ", **no search path of its own**" : `, ${code(path)}`;
}

/** A trigger, and where it is. */
interface Run {
  readonly routine: RelationName;
  readonly trigger: string;
  readonly on: string;
}

function everyTrigger(contract: ResolvedContract, catalog: Catalog): readonly Run[] {
  const run = (on: RelationName, { name, routine }: Trigger): Run => ({
    routine,
    trigger: name,
    on: spelt(contract, on),
  });
  return [
    ...catalog.relations.flatMap((relation) => relation.triggers.map((trigger) => run(relation, trigger))),
    ...outsideTriggers(catalog).map((trigger) => run(trigger.on, trigger)),
  ];
}

/** Triggers with the same name share an entry. */
function runBy(runs: readonly Run[]): string {
  const names = [...new Set(runs.map(({ trigger }) => trigger))];
  const places = (name: string) => runs.filter(({ trigger }) => trigger === name).map(({ on }) => on);
  return names.map((name) => `${code(name)} on ${codes(places(name))}`).join("; ");
}

function isSame(left: RelationName, right: RelationName): boolean {
  return left.schema === right.schema && left.name === right.name;
}
