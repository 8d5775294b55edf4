import { AccessMentions } from "../catalog/access-mentions.js";
import type { Relation, RelationName } from "../catalog/facts.js";
import { isTable } from "../catalog/find-relation.js";
import { parentsOf } from "../catalog/parents.js";
import type { ResolvedContract } from "../contract/resolved.js";
import type { SeededRow, SeedResult } from "../seed/seeded.js";
import { attacker, victim } from "../seed/test-users.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier, sql } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import { Canaries } from "./canaries.js";
import type { AttackContext } from "./context.js";
import type { ObservationSink } from "./observation.js";
import { readPrivileges } from "./privileges.js";
import { Reach } from "./reach.js";
import { shows } from "./reads.js";
import { Selectable } from "./selectable.js";
import type { TextRow } from "./session.js";
import { type State, stateOf, stateQuery } from "./state.js";
import { askOwner, type Steps } from "./steps.js";
import { type Target, targetsOf } from "./target.js";
import { Watch } from "./watch.js";
import { watchedRows } from "./write.js";

/** What the attacks of one run share from the start. */
export interface ContextOptions {
  readonly contract: ResolvedContract;
  readonly seeded: SeedResult;
  readonly actors: readonly Actor[];
  readonly observed: ObservationSink;
  readonly asActor: AttackContext["asActor"];
  readonly live: boolean;
}

/** Reads what every attack needs to know about the seeded database. */
export function* openContext(options: ContextOptions): Steps<AttackContext> {
  const { contract, seeded, actors, live, observed, asActor } = options;
  const { catalog } = contract;
  const targets = targetsOf(contract);
  const canaries = new Canaries(seeded.rows);
  const rows = groupRows(seeded.rows);
  const context = {
    rowsOf: (table: RelationName) => rows.get(keyOf(table)) ?? [],
    contract,
    catalog,
    exposed: contract.schemas,
    seeded,
    asActor,
    canaries,
    observed,
    targets,
    actors,
    live,
  };
  const byName = new Map(targets.map((target) => [keyOf(target.relation), target]));
  const tables = catalog.relations.filter(isTable);
  const reach = new Reach(context);
  const under = yield* readUnder(context);
  return {
    ...context,
    reach,
    selectable: new Selectable({ targets, under, reach }),
    relations: new Map(catalog.relations.map((relation) => [keyOf(relation), relation])),
    mentions: new AccessMentions(catalog),
    targetOf: (name) => byName.get(keyOf(name)),
    privileges: yield* readPrivileges(context, [...new Set(actors.map(({ role }) => role))]),
    states: yield* readStates(context, tables),
    under,
    watch: new Watch(yield* readIds(tables), catalog),
  };
}

/** How many queries are sent in one round trip. */
const together = 200;

function* inBatches<Item>(
  items: readonly Item[],
  query: (item: Item) => string,
  claims?: string,
): Steps<readonly (readonly TextRow[])[]> {
  const answers: (readonly TextRow[])[] = [];
  for (let at = 0; at < items.length; at += together) {
    const some = items.slice(at, at + together);
    const { error, results } = yield* askOwner(some.map(query), claims);
    if (error === null) answers.push(...results.map(({ rows }) => rows));
    else answers.push(...(yield* oneByOne(some.map(query), claims)));
  }
  return answers;
}

/** A relation that cannot be read shows no rows. */
function* oneByOne(
  queries: readonly string[],
  claims: string | undefined,
): Steps<readonly (readonly TextRow[])[]> {
  const answers: (readonly TextRow[])[] = [];
  for (const query of queries) {
    const { results } = yield* askOwner([query], claims);
    answers.push(results[0]?.rows ?? []);
  }
  return answers;
}

type Bare = Pick<AttackContext, "seeded" | "rowsOf" | "targets" | "canaries" | "live" | "catalog">;

function* readStates(context: Bare, tables: readonly Relation[]): Steps<ReadonlyMap<string, State>> {
  const only = (table: Relation) => (context.live ? (watchedRows(context, table) ?? "false") : undefined);
  const states = yield* inBatches(tables, (table) => stateQuery(table, only(table)));
  return new Map(tables.map((table, at) => [keyOf(table), stateOf(states[at] ?? [])]));
}

function groupRows(rows: readonly SeededRow[]): ReadonlyMap<string, readonly SeededRow[]> {
  const groups = new Map<string, SeededRow[]>();
  for (const row of rows) {
    const key = keyOf(row.table);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}

/** The seeded rows of each relation. For a partition, a child table or a view outside the contract: those that its owner sees through it. */
function* readUnder(context: Bare): Steps<AttackContext["under"]> {
  const all = rowsBelow(context);
  const under = new Map(
    context.targets.map(({ relation, base }) => [keyOf(relation), base === undefined ? [] : all(base)]),
  );
  const seen = seenThrough(context);
  const answers = yield* inBatches(seen, readWhole);
  for (const [at, target] of seen.entries())
    under.set(keyOf(target.relation), rowsThrough(context, target, answers[at] ?? [], all));
  return under;
}

/**
 * Adds the rows that a view shows to users and not to its owner. This sets claims, which stay defined in the session, so it runs
 * after the attempts without claims.
 */
export function* readAsUsers(context: AttackContext): Steps<void> {
  const seen = seenThrough(context).filter(({ base }) => base === undefined);
  const users = context.seeded.persons.filter(({ name }) => name === victim || name === attacker);
  for (const { id, email } of seen.length > 0 ? users : []) {
    const claims = JSON.stringify({ sub: id, role: "authenticated", aud: "authenticated", email });
    const answers = yield* inBatches(seen, readWhole, claims);
    for (const [at, target] of seen.entries()) {
      const key = keyOf(target.relation);
      const theirs = rowsThrough(context, target, answers[at] ?? [], () => []);
      context.under.set(key, [...new Set([...(context.under.get(key) ?? []), ...theirs])]);
    }
  }
}

function seenThrough({ targets }: Bare): readonly Target[] {
  return targets.filter(({ standing, base }) => standing === "part" || base === undefined);
}

function readWhole({ relation: { schema, name } }: Target): string {
  return sql`select * from ${identifier(schema, name)}`.text;
}

/** The seeded rows in a table and in all its partitions and children. */
function rowsBelow({ seeded, catalog }: Bare): (base: Relation) => readonly SeededRow[] {
  const rows = groupRows(seeded.rows);
  const below = descendants(catalog.relations);
  return (base) => [keyOf(base), ...(below.get(keyOf(base)) ?? [])].flatMap((key) => rows.get(key) ?? []);
}

function rowsThrough(
  context: Bare,
  target: Target,
  rows: readonly Readonly<Record<string, string | null>>[],
  all: (base: Relation) => readonly SeededRow[],
): readonly SeededRow[] {
  const { base, relation } = target;
  if (base !== undefined) {
    const candidates = [...new Set([...all(base), ...all(relation)])];
    return candidates.filter(({ row }) => rows.some((one) => shows(target, one, row)));
  }
  const text = rows.map((row) => Object.values(row).join(" ")).join("\n");
  return [...new Set(context.canaries.find(text, "").flatMap((found) => found.rows.slice(0, 1)))];
}

/** By table: all its partitions and children, at any depth. */
function descendants(relations: readonly Relation[]): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, string[]>();
  for (const relation of relations) {
    const parents = parentsOf(relation);
    for (const parent of parents) {
      const known = children.get(keyOf(parent));
      if (known === undefined) children.set(keyOf(parent), [keyOf(relation)]);
      else known.push(keyOf(relation));
    }
  }
  const deep = (key: string): readonly string[] =>
    (children.get(key) ?? []).flatMap((child) => [child, ...deep(child)]);
  return new Map([...children.keys()].map((key) => [key, deep(key)]));
}

function* readIds(tables: readonly Relation[]): Steps<ReadonlyMap<string, Relation>> {
  const known = new Map(tables.map((table) => [keyOf(table), table]));
  const { results } = yield* askOwner([
    "select c.oid::text as id, n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p')",
  ]);
  return new Map(
    (results[0]?.rows ?? []).flatMap(({ id, schema, name }): [string, Relation][] => {
      const relation = known.get(keyOf({ schema: schema ?? "", name: name ?? "" }));
      return relation === undefined || id == null ? [] : [[id, relation]];
    }),
  );
}
