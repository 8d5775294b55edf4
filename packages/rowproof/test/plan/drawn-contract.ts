import type { Access, Contract, TableContract } from "../../src/contract/contract.js";
import { custom } from "../../src/contract/custom.js";
import { snakeCase } from "../../src/contract/naming.js";
import { appendOnly, closed, ownedBy, publicRead, readOwn, serviceOnly } from "../../src/contract/presets.js";
import { columnsOf, parentOf, viewName } from "./drawn-sql.js";
import type { DrawnTable } from "./drawn-table.js";

/** The contract that was drawn with the tables, made possible where what was drawn is not. */
export function drawnContract(tables: readonly DrawnTable[], directory: string): Contract {
  const entries = tables.map((table): [string, TableContract] => [
    keyOf(table),
    { access: accessOf(tables, table), views: viewsOf(tables, table) },
  ]);
  return {
    file: `${directory}/rowproof.config.ts`,
    directory,
    database: undefined,
    migrations: `${directory}/migrations`,
    versions: {},
    schema: `${directory}/schema.sql`,
    guide: `${directory}/docs/guide.md`,
    schemas: ["public", "app"],
    tables: Object.fromEntries(entries),
    routines: {},
    actors: {},
    fixtures: {},
    place: () => undefined,
  };
}

function keyOf({ schema, name }: DrawnTable): string {
  return schema === "public" ? name : `${schema}.${name}`;
}

/** A view is kept where its name is free and its columns do not collide. */
function viewsOf(tables: readonly DrawnTable[], table: DrawnTable): readonly string[] {
  if (table.view === "none") return [];
  const name = viewName(table);
  const columns = columnsOf(tables, table).map(snakeCase);
  const taken = tables.some(
    (one) => one.schema === table.schema && (one.name === name || (one !== table && viewName(one) === name)),
  );
  const fits = Buffer.byteLength(name) <= 63 && columns.every((column) => Buffer.byteLength(column) <= 63);
  return taken || !fits || new Set(columns).size < columns.length ? [] : [name];
}

/** Whether the drawn view is made before the plan: only where the contract will want one of that name. */
export function hasView(tables: readonly DrawnTable[], table: DrawnTable): boolean {
  return viewsOf(tables, table).length > 0;
}

function accessOf(tables: readonly DrawnTable[], table: DrawnTable): Access {
  const { access, owner } = table;
  if (access.preset !== "owned") return otherAccess(table, access.preset);
  if (owner === null) return closed();
  const { withheld, limit } = access;
  const within = access.within ? withinOf(tables, table) : undefined;
  const writes = !(withheld.includes("insert") && withheld.includes("update"));
  const [first = ""] = table.columns.map(({ name }) => name);
  return ownedBy(owner.name, {
    ...Object.fromEntries(withheld.map((command) => [command, false])),
    ...(within !== undefined && writes ? { within } : {}),
    ...(limit === "writable" && writes ? { writable: [owner.name, first] } : {}),
    ...(limit === "readOnly" && writes ? { readOnly: [first] } : {}),
  });
}

function otherAccess(table: DrawnTable, preset: Exclude<DrawnTable["access"]["preset"], "owned">): Access {
  const { owner } = table;
  if (preset === "publicRead") return publicRead();
  if (preset === "serviceOnly") return serviceOnly();
  if (preset === "closed" || owner === null) return closed();
  if (preset === "readOwn") return readOwn(owner.name);
  return preset === "appendOnly" ? appendOnly(owner.name) : customAccess(table, owner.name);
}

function customAccess({ owner, columns }: DrawnTable, name: string): Access {
  const column = `"${name.replaceAll('"', '""')}"`;
  const caller = owner?.type === "uuid" ? "auth.uid()" : "auth.uid()::text";
  const other = `"${(columns[0]?.name ?? "").replaceAll('"', '""')}"`;
  return custom({
    select: `${column} = ${caller} or (${other} is null and ${column} is not null)`,
    insert: `${column} = ${caller}`,
    update: `${column} = ${caller} and coalesce(auth.jwt() ->> 'role', '') <> 'guest'`,
    anon: { select: `${other} is null and ${column} in ('0b6f6e9e-5f1e-4c57-9a0e-0d1f6a3e1b02')` },
  });
}

/** A parent whose rows have an owner of the same type; neither is partitioned, where a key of two columns would need more. */
function withinOf(tables: readonly DrawnTable[], table: DrawnTable): string | undefined {
  const parent = parentOf(tables, table);
  if (parent === undefined || parent.owner === null || table.owner === null) return undefined;
  const owned = accessOf(tables, parent).authenticated.select.rows.kind === "own";
  const plain = parent.kind === "plain" && table.kind === "plain" && parent.owner.type === table.owner.type;
  return owned && plain ? keyOf(parent) : undefined;
}
