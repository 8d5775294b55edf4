import type { Relation } from "../catalog/facts.js";
import { commands } from "../contract/contract.js";
import { keyOf } from "../sql/relation-key.js";
import type { Actor } from "./actor.js";
import type { TableVisit } from "./attack.js";
import { typedValue } from "./conditions.js";
import type { AttackContext } from "./context.js";
import type { TextRow } from "./session.js";
import type { Target } from "./target.js";

/** Values of a row's columns that would make it somebody's, or put it under somebody's parent. */
export interface Placement {
  /** `give-away` for the owner's column, `other-parent` for a foreign key, `nobody` for an owner that is nobody. */
  readonly kind: "give-away" | "other-parent" | "nobody";
  readonly column: string;
  readonly values: Readonly<Record<string, string>>;
}

/** For each person the columns by which a row of the base would become theirs, each by itself. */
export function placements(visit: TableVisit, persons: readonly string[]): readonly Placement[] {
  const { context, target, base, actor } = visit;
  const owners = placingColumns(context, target, base);
  const there = new Set(target.relation.columns.map(({ name }) => name));
  const visible = (column: string) => there.has(target.columnName(column));
  const anybodys = persons.includes(actor.person ?? "") ? [] : unowned(base, owners.filter(visible), actor);
  const all = persons.flatMap((person): readonly Placement[] => [
    ...owners.filter(visible).flatMap((column): readonly Placement[] => {
      const value = valueFor(context, base, column, person);
      return value === undefined ? [] : [{ kind: "give-away", column, values: { [column]: value } }];
    }),
    ...(person === actor.person
      ? []
      : [...parents(context, base, owners, person), ...links(context, base, owners, person)]
    ).filter(({ values }) => Object.keys(values).every(visible)),
    ...together(context, base, owners.filter(visible), person),
  ]);
  return [...all, ...anybodys];
}

/** The owner's column and every parent at once: what a key holds together moves only together. */
function together(
  context: AttackContext,
  base: Relation,
  owners: readonly string[],
  person: string,
): readonly Placement[] {
  const above = parents(context, base, owners, person);
  const own = owners.flatMap((column): [string, string][] => {
    const value = valueFor(context, base, column, person);
    return value === undefined ? [] : [[column, value]];
  });
  const [first] = own;
  if (first === undefined || above.length === 0) return [];
  const values = Object.assign({}, ...above.map((one) => one.values), Object.fromEntries(own));
  return [{ kind: "give-away", column: first[0], values }];
}

/** Nobody's, or one's own by another spelling of the id, which is nobody's too. */
function unowned(base: Relation, owners: readonly string[], { userId }: Actor): readonly Placement[] {
  return owners.flatMap((column): readonly Placement[] => {
    const fact = base.columns.find(({ name }) => name === column);
    if (fact === undefined) return [];
    const spelt = /^(?:text|character varying)/.test(fact.type) && userId !== null ? [`{${userId}}`] : [];
    return [
      ...(fact.notNull ? [] : [`null::${fact.type}`]),
      ...spelt.map((id) => typedValue(base.columns, column, { [column]: id })),
    ].map((value) => ({ kind: "nobody", column, values: { [column]: value } }));
  });
}

/** The columns that say whose a row is: as the contract does, or by a key to the users. */
export function placingColumns(
  context: Pick<AttackContext, "rowsOf" | "seeded">,
  { table }: Pick<Target, "table">,
  base: Relation,
): readonly string[] {
  const rules =
    table === undefined ? [] : commands.map((command) => table.access.authenticated[command].rows);
  const named = rules.flatMap((rule) => (rule.kind === "own" || rule.kind === "member" ? [rule.column] : []));
  const users = base.constraints.flatMap(({ columns, references }) =>
    references?.schema === "auth" && references.name === "users" ? columns.slice(0, 1) : [],
  );
  const ids = new Set(context.seeded.persons.map(({ id }) => id));
  const rows = context.rowsOf(base);
  // A column that holds its owner's id in the seeded rows says so, whatever its name.
  const holding = base.columns
    .map(({ name }) => name)
    .filter((name) => rows.some(({ row }) => row[name] !== null && ids.has(row[name] ?? "")));
  const generated = new Set(base.columns.filter((one) => one.generated !== null).map(({ name }) => name));
  return [...new Set([...named, ...users, ...holding])].filter((name) => !generated.has(name));
}

/** What a column that says whose a row is holds for a person. */
function valueFor(
  context: AttackContext,
  base: Relation,
  column: string,
  person: string,
): string | undefined {
  const row = context.rowsOf(base).find((one) => one.person === person)?.row;
  const held = row?.[column];
  if (held !== undefined && held !== null) return typedValue(base.columns, column, row ?? {});
  const user = context.seeded.persons.find(({ name }) => name === person);
  const others = context.rowsOf(base);
  const ids = new Set(context.seeded.persons.map(({ id }) => id));
  const holdsUsers = others.some((one) => ids.has(one.row[column] ?? ""));
  return user !== undefined && holdsUsers
    ? typedValue(base.columns, column, { [column]: user.id })
    : undefined;
}

/** Each foreign key pointed to a person's row. Columns that say whose the row itself is stay. */
function parents(
  context: AttackContext,
  base: Relation,
  owners: readonly string[],
  person: string,
): readonly Placement[] {
  return base.constraints.flatMap((constraint): readonly Placement[] => {
    const { kind, columns, references } = constraint;
    if (kind !== "foreign key" || references === null) return [];
    if (references.schema === "auth" || keyOf(references) === keyOf(base)) return [];
    const parent = context.rowsOf(references).find((one) => one.person === person)?.row;
    const free = columns.filter((column) => !owners.includes(column));
    if (parent === undefined || free.length === 0) return [];
    const values: [string, string][] = free.map((column) => {
      const source: TextRow = { [column]: parent[references.columns[columns.indexOf(column)] ?? ""] ?? null };
      return [column, typedValue(base.columns, column, source)];
    });
    return [{ kind: "other-parent", column: free[0] ?? "", values: Object.fromEntries(values) }];
  });
}

/** Columns that hold, without a foreign key, what a row of the same person holds elsewhere: a team's id, mostly. */
function links(
  context: AttackContext,
  base: Relation,
  owners: readonly string[],
  person: string,
): readonly Placement[] {
  const own = context.rowsOf(base).find((one) => one.person === person)?.row;
  const bound = base.constraints
    .filter(({ kind }) => kind === "foreign key")
    .flatMap(({ columns }) => columns);
  if (own === undefined) return [];
  const isElsewhere = (value: string) =>
    context.canaries.rowsWith(value).some((row) => row.person === person && keyOf(row.table) !== keyOf(base));
  return base.columns
    .filter(({ name, generated }) => generated === null && !owners.includes(name) && !bound.includes(name))
    .filter(({ name, type }) => isKeyType(type) && isElsewhere(own[name] ?? ""))
    .map(({ name }) => ({
      kind: "other-parent",
      column: name,
      values: { [name]: typedValue(base.columns, name, own) },
    }));
}

/** Moments and flags are the same in many rows, and link none of them. */
function isKeyType(type: string): boolean {
  return /^(?:uuid|text|character varying|citext|integer|bigint)/.test(type);
}
