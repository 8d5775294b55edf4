import type { Relation } from "../catalog/facts.js";
import { commands } from "../contract/contract.js";
import { keyOf } from "../sql/relation-key.js";
import type { Actor } from "./actor.js";
import type { TableVisit } from "./attack.js";
import { typedValue } from "./conditions.js";
import type { AttackContext } from "./context.js";
import type { TextRow } from "./session.js";
import type { Target } from "./target.js";

/** Values of a row's columns that give it another owner or another parent. */
export interface Placement {
  /** `give-away` for the owner's column, `other-parent` for a foreign key, `nobody` for no owner. */
  readonly kind: "give-away" | "other-parent" | "nobody";
  readonly column: string;
  readonly values: Readonly<Record<string, string>>;
}

/** For each person, the columns that make a row of the base theirs, each column alone. */
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

/** The owner's column and every parent at once: columns of one foreign key can only change together. */
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

/** No owner: null, or the actor's id in another spelling, which matches no user. */
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

/** The owner columns of a row: those of the contract, or with a foreign key to the users. */
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
  // A column with the owner's id in the seeded rows is an owner column, whatever its name.
  const holding = base.columns
    .map(({ name }) => name)
    .filter((name) => rows.some(({ row }) => row[name] !== null && ids.has(row[name] ?? "")));
  const generated = new Set(base.columns.filter((one) => one.generated !== null).map(({ name }) => name));
  return [...new Set([...named, ...users, ...holding])].filter((name) => !generated.has(name));
}

/** The value of an owner column for a person. */
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

/** Each foreign key with the values of a person's row. Owner columns of the row itself do not change. */
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

/** Columns without a foreign key that have the same value as another row of the same person: usually a team's id. */
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

/** Times and flags have the same value in many rows, and do not link them. */
function isKeyType(type: string): boolean {
  return /^(?:uuid|text|character varying|citext|integer|bigint)/.test(type);
}
