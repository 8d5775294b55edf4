import { createHash } from "node:crypto";
import type { ResolvedTable } from "../contract/resolved.js";
import { dollarQuoted } from "../sql/dollar-quote.js";
import { joinName } from "../sql/names.js";
import { quoteName, quoteRelation } from "../sql/quote.js";
import type { CheckContext } from "./context.js";
import { onlyErases } from "./erasing-triggers.js";
import { userColumns } from "./user-columns.js";

/**
 * The statements that have a user's rows of a table deleted with the user, where no foreign key can: a trigger on
 * `auth.users`, whose function runs as its owner, because the role that deletes a user has no privilege on the table.
 */
export function erasingTrigger(
  context: CheckContext,
  table: ResolvedTable,
  column: string,
): readonly string[] {
  const name = nameFor(context, table, column);
  const routine = quoteRelation({ schema: table.relation.schema, name });
  const deletions = [...holding(context, table, new Set()), { table, column }].map(
    (one) =>
      `  delete from ${quoteRelation(one.table)} where ${quoteName(one.column)} = ${idFor(one.table, one.column)};`,
  );
  const body = `
begin
${[...new Set(deletions)].join("\n")}
  return null;
end
`;
  return [
    `create or replace function ${routine}() returns trigger language plpgsql security definer set search_path = '' as ${dollarQuoted(body)};`,
    `revoke all on function ${routine}() from public, anon, authenticated, service_role;`,
    `create or replace trigger ${quoteName(name)} after delete on auth.users for each row execute function ${routine}();`,
  ];
}

function idFor({ relation }: ResolvedTable, column: string): string {
  return relation.columns.find(({ name }) => name === column)?.type === "uuid" ? "old.id" : "old.id::text";
}

interface Owned {
  readonly table: ResolvedTable;
  readonly column: string;
}

/** The tables whose rows hold those of a table by a key that does not take them along: these go first. */
function holding(
  context: CheckContext,
  table: ResolvedTable,
  seen: ReadonlySet<ResolvedTable>,
): readonly Owned[] {
  const all = new Set([...seen, table]);
  return context.tables
    .filter((child) => !all.has(child) && child.relation.constraints.some((key) => holds(key, table)))
    .flatMap((child) => [
      ...holding(context, child, all),
      ...userColumns(context, child).map((column) => ({ table: child, column })),
    ]);
}

function holds(
  { kind, references, onDelete }: ResolvedTable["relation"]["constraints"][number],
  { schema, name }: ResolvedTable,
): boolean {
  const to = references?.schema === schema && references.name === name;
  return kind === "foreign key" && to && (onDelete === "restrict" || onDelete === "no action");
}

/**
 * A trigger on `auth.users` has its name to itself, whichever schema its table is in; and a function of that name that does
 * anything else is somebody's own.
 */
function nameFor(context: CheckContext, table: ResolvedTable, column: string): string {
  const { schema, name } = table.relation;
  const place = schema === context.contract.schemas[0] ? [] : [digest(schema)];
  const one = table.owners.length > 1 ? [column] : [];
  for (let number = 1; ; number += 1) {
    const more = number === 1 ? [] : [String(number)];
    const wanted = joinName("erase_user_from", name, ...one, ...place, ...more);
    if (!isTaken(context, schema, wanted)) return wanted;
  }
}

function digest(schema: string): string {
  return createHash("sha256").update(schema).digest("hex").slice(0, 8);
}

function isTaken(context: CheckContext, schema: string, name: string): boolean {
  const { routines, external } = context.catalog;
  const ofName = (one: { readonly schema: string; readonly name: string }) =>
    one.schema === schema && one.name === name;
  const triggers = external.triggerRoutines.filter(ofName);
  const others = external.userTriggers.some((trigger) => trigger.name === name && !ofName(trigger.routine));
  return (
    others ||
    routines.filter(ofName).length > triggers.length ||
    triggers.some((one) => !onlyErases(context, one))
  );
}
