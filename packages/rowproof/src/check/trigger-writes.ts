import type { TriggerRoutine } from "../catalog/external-objects.js";
import type { RelationName } from "../catalog/facts.js";
import { findRelation } from "../catalog/find-relation.js";
import type { OutsideTrigger } from "../catalog/triggers.js";
import { type Command, commands } from "../contract/contract.js";
import type { ResolvedTable } from "../contract/resolved.js";
import type { Node } from "../sql/parser.js";
import { child } from "../sql/tree.js";
import { type CheckContext, tableBehind } from "./context.js";
import type { ApiRole } from "./roles.js";

/** A statement of a trigger function that runs as the user, and that the contract does not let the user run. */
export interface ForbiddenWrite {
  readonly role: ApiRole;
  readonly command: Command;
  readonly target: ResolvedTable;
}

const statements: Readonly<Record<string, Command>> = {
  InsertStmt: "insert",
  UpdateStmt: "update",
  DeleteStmt: "delete",
};

/**
 * What a trigger does to tables of the contract as the user who starts it. A function that is not security definer has the
 * user's privileges (PostgreSQL documentation, "CREATE FUNCTION"), so the user's own statement fails with it.
 */
export function forbiddenWrites(
  context: CheckContext,
  trigger: OutsideTrigger,
  routine: TriggerRoutine,
): readonly ForbiddenWrite[] {
  const relation = findRelation(context.catalog, trigger.on.schema, trigger.on.name);
  const table = relation === undefined ? undefined : tableBehind(context, relation);
  if (table === undefined || routine.securityDefiner) return [];
  const roles = (["anon", "authenticated"] as const).filter((role) =>
    commands.some(
      (command) =>
        trigger.events.some((event) => event === command) && table.access[role][command].rows.kind !== "none",
    ),
  );
  return (context.bodies.of(routine)?.statements ?? []).flatMap(({ tree }) => {
    const write = writeOf(tree);
    const target = write === undefined ? undefined : targetOf(context, routine, write.on);
    if (write === undefined || target === undefined) return [];
    return roles
      .filter((role) => target.access[role][write.command].rows.kind === "none")
      .map((role) => ({ role, command: write.command, target }));
  });
}

function writeOf(tree: Node | undefined): { command: Command; on: Partial<RelationName> } | undefined {
  for (const [kind, command] of Object.entries(statements)) {
    const range = child(tree, kind, "relation");
    if (typeof range?.relname !== "string") continue;
    const schema = typeof range.schemaname === "string" ? { schema: range.schemaname } : {};
    return { command, on: { name: range.relname, ...schema } };
  }
  return undefined;
}

/** Without a schema a name is looked for in the function's own search path, or else in the first of the contract's schemas. */
function targetOf(
  { tables, contract }: CheckContext,
  { settings }: TriggerRoutine,
  { schema, name }: Partial<RelationName>,
): ResolvedTable | undefined {
  const path = settings.find((setting) => setting.startsWith("search_path="))?.slice("search_path=".length);
  const schemas =
    schema !== undefined
      ? [schema]
      : (path?.split(/\s*,\s*/).map((one) => one.replace(/^"|"$/g, "")) ?? contract.schemas.slice(0, 1));
  return tables.find((table) => table.name === name && schemas.includes(table.schema));
}
