import type { Routine } from "../../catalog/facts.js";
import { identifier, literal, raw, sql } from "../../sql/sql.js";
import type { Caller } from "../caller.js";
import { attacker, victim } from "../cast.js";
import type { PlantedRow } from "../plant/planted.js";
import type { Scene } from "../scene.js";
import { keyOf } from "../target.js";

/** How many lists of arguments are tried with one routine. */
const most = 36;

/** How many values are tried for one argument. */
const values = 9;

const known = new WeakMap<Scene, Map<string, Promise<readonly Argument[]>>>();

interface Argument {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
}

/**
 * Lists of arguments, as SQL: the victim's ids and keys first, nulls, their own, and the words that the body speaks of.
 * Every value of every argument is in some list, and every pair of the first ones.
 */
export async function argumentLists(
  scene: Scene,
  routine: Routine,
  caller: Caller,
): Promise<readonly (readonly string[])[]> {
  const pools = (await argumentsOf(scene, routine)).map((one) => poolFor(scene, routine, caller, one));
  if (pools.length === 0) return [[]];
  const lists = new Map<string, readonly string[]>();
  const add = (list: readonly string[]) => lists.set(list.join("\0"), list);
  add(pools.map(([first = "null"]) => first));
  add(pools.map((pool) => pool.at(-1) ?? "null"));
  for (const round of Array.from({ length: values }, (_, index) => index)) {
    add(pools.map((pool) => pool[round % pool.length] ?? "null"));
  }
  for (const [at, pool] of pools.entries()) {
    for (const value of pool) add(pools.map(([first = "null"], index) => (index === at ? value : first)));
  }
  for (const list of product(pools)) {
    if (lists.size >= most) break;
    add(list);
  }
  return [...lists.values()].slice(0, most);
}

function* product(pools: readonly (readonly string[])[]): Generator<readonly string[]> {
  const [first = [], ...rest] = pools;
  for (const value of first) {
    if (rest.length === 0) yield [value];
    else for (const list of product(rest)) yield [value, ...list];
  }
}

function argumentsOf(scene: Scene, routine: Routine): Promise<readonly Argument[]> {
  const cache = known.get(scene) ?? new Map<string, Promise<readonly Argument[]>>();
  known.set(scene, cache);
  const key = JSON.stringify([routine.schema, routine.name, routine.arguments]);
  const read = cache.get(key) ?? readArguments(scene, routine);
  cache.set(key, read);
  return read;
}

async function readArguments(scene: Scene, routine: Routine): Promise<readonly Argument[]> {
  const query = sql`
    select coalesce(p.proargnames[a.position], '') as name, format_type(a.type, null) as type,
      (select string_agg(e.enumlabel, chr(31) order by e.enumsortorder) from pg_enum e where e.enumtypid = a.type) as labels
    from pg_proc p cross join unnest(p.proargtypes) with ordinality as a (type, position)
    where p.pronamespace = to_regnamespace(${literal(identifier(routine.schema).text)}) and p.proname = ${literal(routine.name)}
      and pg_get_function_identity_arguments(p.oid) = ${literal(routine.arguments)}
    order by a.position`;
  const { results } = await scene.session.ask([query.text]);
  return (results[0]?.rows ?? []).map(({ name, type, labels }) => ({
    name: name ?? "",
    type: type ?? "text",
    labels: labels?.split(String.fromCharCode(31)) ?? [],
  }));
}

/** The values for one argument, the likeliest to open something first, null last. */
function poolFor(scene: Scene, routine: Routine, caller: Caller, argument: Argument): readonly string[] {
  const { type, labels } = argument;
  const typed = (value: string) => sql`${literal(value)}::${raw(type)}`.text;
  const fits = fitting(type);
  const given = [
    ...idsFor(scene, routine, argument, caller).filter((value) => fits.test(value)),
    ...labels,
    ...(/text|character|name|citext/.test(type) ? textsFor(scene, routine, argument) : []),
    ...(usual.find(([pattern]) => pattern.test(type))?.[1] ?? []),
  ];
  return [...[...new Set(given)].slice(0, values).map(typed), `null::${type}`];
}

/** What ends a literal in a statement that a body puts together. */
const injections = ["' or true --", "') or true --"];

/** Values of the column that the argument is named like, words of the body, and what a statement put together may swallow. */
function textsFor(scene: Scene, { definition }: Routine, { name }: Argument): readonly string[] {
  const body = definition ?? "";
  const dynamic = /\bexecute\b/i.test(body.replace(/\bexecute\s+(?:function|procedure)\b/gi, ""));
  const named = scene.mentions.named(body);
  const stem = name.replace(/^(?:p|in|v|arg)?_+/, "");
  const columns = scene.catalog.relations
    .filter((relation) => named.has(keyOf(relation)))
    .flatMap((relation) =>
      relation.columns.some((column) => column.name === stem)
        ? scene.planted.otherValues(relation, stem, null)
        : [],
    );
  const plain = columns.flatMap((value) => /^'((?:[^']|'')*)'/.exec(value)?.[1]?.replaceAll("''", "'") ?? []);
  const tables = dynamic ? tableNames(scene) : [];
  return [...plain.slice(0, 3), ...(dynamic ? injections : []), ...tables.slice(0, 3), ...wordsIn(body)];
}

/** The tables of the contract that hold a row of the victim's. */
function tableNames(scene: Scene): readonly string[] {
  return scene.targets
    .filter(({ standing, base, relation }) => standing === "named" && base === relation)
    .filter(({ relation }) => scene.under.get(keyOf(relation))?.some(({ person }) => person === victim))
    .map(({ relation }) => relation.name);
}

/** Values that any routine may be called with, by type. */
const usual: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^bool/, ["true", "false"]],
  [/int|numeric|double|real/, ["1", "0"]],
  [/^jsonb?$/, ["{}"]],
  [/^(date|timestamp)/, ["2026-01-01"]],
  [/\[\]$/, ["{}"]],
  [/text|character/, ["", "%"]],
];

function fitting(type: string): RegExp {
  if (type === "uuid") return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
  if (/^(small|big)?int/.test(type)) return /^\d{1,9}$/;
  return /text|character|name|citext/.test(type) ? /./ : /(?!)/;
}

/** The victim's id and keys, and the caller's: those of the tables that the body speaks of, and of those that the argument's name does, before others. */
function idsFor(scene: Scene, routine: Routine, { name }: Argument, caller: Caller): readonly string[] {
  const users = (person: string) =>
    scene.planted.persons.filter((one) => one.name === person).map(({ id }) => id);
  const named = scene.mentions.named(routine.definition ?? "");
  const rows = scene.planted.rows.filter(({ person, table }) => person === victim && named.has(keyOf(table)));
  const keys = rows.toSorted((left, right) => likeness(name, right) - likeness(name, left)).flatMap(keysOf);
  const byName = /user|owner|author|profile|member|account|uid/i.test(name);
  const others = [...users(victim), ...keys];
  const emails = scene.planted.persons.filter((one) => one.name === victim).map(({ email }) => email);
  const own = users(caller.person ?? attacker);
  return byName ? [...others, ...own, ...emails] : [...keys, ...users(victim), ...emails, ...own];
}

/** How well an argument's name fits a table's: `p_team_id` fits `teams`. */
function likeness(name: string, { table }: PlantedRow): number {
  const stem = table.name.toLowerCase().replaceAll("_", "").replace(/s$/, "");
  return name.toLowerCase().replaceAll("_", "").includes(stem) ? 1 : 0;
}

function keysOf({ row }: PlantedRow): readonly string[] {
  return Object.entries(row)
    .filter(([column, value]) => value !== null && /(^|_)id$|Id$|key|slug|token|code|email/.test(column))
    .flatMap(([, value]) => (value === null ? [] : [value]));
}

function wordsIn(body: string): readonly string[] {
  return [...body.matchAll(/'([^']{1,40})'/g)]
    .map(([, word = ""]) => word)
    .filter((word) => !/[%\\]/.test(word))
    .slice(0, 3);
}
