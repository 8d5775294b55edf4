import pg from "pg";
import { snakeCase } from "../../src/contract/naming.js";
import type { DrawnTable } from "./drawn-table.js";

const id = pg.escapeIdentifier;

/** The people whose rows are in a drawn database: two who are there, one who is gone, and what was never a user. */
export const amara = "0b6f6e9e-5f1e-4c57-9a0e-0d1f6a3e1a01";
export const bo = "0b6f6e9e-5f1e-4c57-9a0e-0d1f6a3e1b02";
const gone = "0b6f6e9e-5f1e-4c57-9a0e-0d1f6a3e1c03";

/** What every drawn database has before its tables. */
export const prelude = `
create schema app;
grant usage on schema app to drawn_other;
create type public.mood as enum ('calm', 'glad');
create domain public.short_text as text check (length(value) < 100);
insert into auth.users (id) values ('${amara}'), ('${bo}');
`;

function nameOf({ schema, name }: Pick<DrawnTable, "schema" | "name">): string {
  return `${id(schema)}.${id(name)}`;
}

/** What somebody may have made beside the tables before anybody kept a contract. */
export const external: readonly string[] = [
  `create function public.helper() returns int language sql as 'select 1'`,
  `create function app.definer() returns int language sql security definer as 'select 1'; grant usage on schema app to anon, authenticated`,
  `alter default privileges for role drawn_other grant all on tables to anon; alter default privileges for role drawn_other in schema app grant execute on functions to authenticated`,
  `alter default privileges in schema app grant select on tables to anon, authenticated, public`,
  `create sequence public.stray; grant usage on sequence public.stray to anon, authenticated`,
  `create view public.everybody as select * from auth.users; grant select on public.everybody to anon`,
  `create materialized view app.sums as select 1 as n; grant usage on schema app to public; grant select on app.sums to authenticated`,
  `create procedure public.proc() language sql as 'select 1'`,
  `grant create on schema public to authenticated`,
  `grant select on auth.users to authenticated`,
  `revoke usage on schema public from anon, authenticated, service_role, public`,
  `create function public.touch() returns trigger language plpgsql as 'begin return new; end'`,
];

/** The name of the column that refers to the parent. */
const link = "parentRef";

/** A table's parent, if what was drawn can be: one with a key of one column, and not partitioned. */
export function parentOf(tables: readonly DrawnTable[], table: DrawnTable): DrawnTable | undefined {
  const parent = table.parent === null ? undefined : tables[table.parent.at];
  if (parent === undefined || tables.indexOf(parent) >= tables.indexOf(table)) return undefined;
  const plain = parent.kind === "plain" && table.kind !== "with heirs";
  return plain && ["uuid", "text", "bigserial", "identity"].includes(parent.key) ? parent : undefined;
}

const keyTypes = { uuid: "uuid", text: "text", bigserial: "bigint", identity: "bigint" } as const;

function keyColumns({ key }: DrawnTable): readonly string[] {
  switch (key) {
    case "uuid":
      return [`id uuid not null default gen_random_uuid()`];
    case "text":
      return [`id text not null default gen_random_uuid()::text`];
    case "bigserial":
      return [`id bigserial`];
    case "identity":
      return [`id bigint generated always as identity`];
    case "composite":
      return [`id bigserial`, `part text not null default 'a'`];
    case "none":
      return [];
  }
}

/** The statements that make a table, with its partitions or heirs. */
export function createTable(tables: readonly DrawnTable[], table: DrawnTable): string {
  const { owner, kind, columns, key } = table;
  const parent = parentOf(tables, table);
  const partitioned = kind === "hash partitions" || kind === "list partitions";
  const keyed = key !== "none" && !partitioned;
  const columnList = [
    ...keyColumns(table),
    ...(owner === null ? [] : [ownerColumn(table)]),
    ...columns.map(({ name, type }) => `${id(name)} ${type}`),
    ...(parent === undefined ? [] : [linkColumn(table, parent)]),
    ...(partitioned ? [`bucket text not null default 'a'`] : []),
    ...(keyed ? [`primary key (id${key === "composite" ? ", part" : ""})`] : []),
  ];
  const by = partitioned ? ` partition by ${kind === "hash partitions" ? "hash" : "list"} (bucket)` : "";
  return [`create table ${nameOf(table)} (${columnList.join(", ")})${by};`, ...parts(table)].join("\n");
}

function ownerColumn({ owner, kind }: DrawnTable): string {
  if (owner === null) return "";
  const partitioned = kind.endsWith("partitions");
  const references =
    owner.type === "uuid" && owner.key !== "none" ? ` references auth.users (id) on delete ${owner.key}` : "";
  const notNull = owner.nullable ? "" : " not null";
  return `${id(owner.name)} ${owner.type}${notNull}${partitioned && owner.key === "set null" ? "" : references}`;
}

function linkColumn({ parent }: DrawnTable, to: DrawnTable): string {
  const nullable = parent?.nullable ?? true;
  const type = keyTypes[to.key as keyof typeof keyTypes];
  return `${id(link)} ${type}${nullable ? "" : " not null"} references ${nameOf(to)} (id) on delete ${parent?.onDelete ?? "no action"}`;
}

function parts(table: DrawnTable): readonly string[] {
  const name = (suffix: string) =>
    `${id(table.schema)}.${id(`${[...table.name].slice(0, 12).join("")}_${suffix}`)}`;
  switch (table.kind) {
    case "hash partitions":
      return [0, 1].map(
        (at) =>
          `create table ${name(`h${at}`)} partition of ${nameOf(table)} for values with (modulus 2, remainder ${at});`,
      );
    case "list partitions":
      return [
        `create table ${name("la")} partition of ${nameOf(table)} for values in ('a') partition by hash (bucket);`,
        `create table ${name("laa")} partition of ${name("la")} for values with (modulus 1, remainder 0);`,
        `create table ${name("rest")} partition of ${nameOf(table)} default;`,
      ];
    case "with heirs":
      return [`create table ${name("heir")} () inherits (${nameOf(table)});`];
    default:
      return [];
  }
}

/** Rows of people who are there, who are gone, and of nobody. */
export function insertRows(tables: readonly DrawnTable[], table: DrawnTable): string {
  const { owner } = table;
  const parent = parentOf(tables, table);
  const whose = owner === null ? [null] : owners(table);
  return Array.from({ length: table.rows }, (_, at) => {
    const who = whose[at % whose.length] ?? null;
    const columns = [
      ...(owner === null ? [] : [id(owner.name)]),
      ...(parent === undefined ? [] : [id(link)]),
    ];
    const values = [
      ...(owner === null ? [] : [who === null ? "null" : pg.escapeLiteral(who)]),
      ...(parent === undefined
        ? []
        : [`(select id from ${nameOf(parent)} order by 1 offset ${at % 2} limit 1)`]),
    ];
    if (columns.length === 0) return `insert into ${nameOf(table)} default values;`;
    const needsParent = parent !== undefined && table.parent?.nullable === false;
    const source = `select ${values.join(", ")}${needsParent ? ` where exists (select from ${nameOf(parent)} offset ${at % 2})` : ""}`;
    return `insert into ${nameOf(table)} (${columns.join(", ")}) ${source};`;
  }).join("\n");
}

function owners({ owner, kind }: DrawnTable): readonly (string | null)[] {
  const keyed =
    owner?.type === "uuid" &&
    owner.key !== "none" &&
    !(kind.endsWith("partitions") && owner.key === "set null");
  const people: (string | null)[] = [amara, bo];
  if (!keyed) people.push(gone);
  if (owner?.type !== "uuid" && !keyed) people.push("legacy");
  if (owner?.nullable) people.push(null);
  return people;
}

/** A view of the kind that was drawn, under the snake_case name or, where the table has that itself, another. */
export function viewName({ name }: DrawnTable): string {
  const snake = snakeCase(name);
  return snake === name ? `${[...name].slice(0, 20).join("")}_names` : snake;
}

export function createView(tables: readonly DrawnTable[], table: DrawnTable): string {
  const columns = columnsOf(tables, table);
  const list = (names: readonly string[]) =>
    names.map((name) => `${id(name)} as ${id(snakeCase(name))}`).join(", ");
  const view = `${id(table.schema)}.${id(viewName(table))}`;
  const from = `from ${nameOf(table)}`;
  switch (table.view) {
    case "right":
      return `create view ${view} with (security_invoker = true) as select ${list(columns)} ${from};`;
    case "narrow":
      return `create view ${view} with (security_invoker = true) as select ${list(columns.slice(0, 1))} ${from};`;
    case "computed":
      return `create view ${view} as select count(*) as n ${from};`;
    case "as owner":
      return `create view ${view} as select ${list(columns)} ${from};`;
    default:
      return "";
  }
}

/** The names of all columns, in their order. */
export function columnsOf(tables: readonly DrawnTable[], table: DrawnTable): readonly string[] {
  return [
    ...(table.key === "none" ? [] : table.key === "composite" ? ["id", "part"] : ["id"]),
    ...(table.owner === null ? [] : [table.owner.name]),
    ...table.columns.map(({ name }) => name),
    ...(parentOf(tables, table) === undefined ? [] : [link]),
    ...(table.kind.endsWith("partitions") ? ["bucket"] : []),
  ];
}

/** What somebody may have done to a table before anybody kept a contract. */
export function leftovers(table: DrawnTable): string {
  const on = nameOf(table);
  const own = table.owner === null ? "false" : `${id(table.owner.name)}::text = auth.uid()::text`;
  const strays = [
    `create policy stray_all on ${on} using (true)`,
    `create policy "stray own" on ${on} for all to authenticated using (${own})`,
    `create policy stray_anon on ${on} for select to anon using (true)`,
    `create policy stray_false on ${on} for select to authenticated using (false)`,
    `create policy stray_narrow on ${on} as restrictive for select to authenticated using (false)`,
    `create policy stray_restrictive on ${on} as restrictive using (true)`,
    `create policy service on ${on} to service_role using (true) with check (true)`,
    `create policy stray_service on ${on} as restrictive to service_role using (false)`,
    `create policy stray_check on ${on} for insert to authenticated with check (true)`,
    `create policy stray_other on ${on} for select to drawn_other using (true)`,
  ];
  const grants = [
    `grant all on ${on} to anon, authenticated, service_role`,
    `grant all on ${on} to public`,
    `grant select on ${on} to public`,
    `grant select (${id(table.columns[0]?.name ?? "")}) on ${on} to anon`,
    `grant update (${id(table.columns[0]?.name ?? "")}) on ${on} to authenticated`,
    `grant select, insert on ${on} to authenticated with grant option`,
    `grant select on ${on} to drawn_other with grant option; set role drawn_other; grant select on ${on} to anon, authenticated; reset role`,
    `grant truncate, references, trigger on ${on} to authenticated`,
    `revoke all on ${on} from service_role`,
  ];
  return [
    ...(table.rowSecurity ? [`alter table ${on} enable row level security`] : []),
    ...table.policies.map((at) => strays[at] ?? ""),
    ...table.grants.map((at) => grants[at] ?? ""),
  ]
    .map((statement) => `${statement};`)
    .join("\n");
}
