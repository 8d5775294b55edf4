import type { TriggerRoutine } from "../catalog/external-objects.js";
import type { Relation } from "../catalog/facts.js";
import type { OutsideTrigger } from "../catalog/triggers.js";
import type { Node } from "../sql/parser.js";
import { child, list, names, otherFields } from "../sql/tree.js";
import type { CheckContext } from "./context.js";
import { inheritedRoles } from "./roles.js";
import { columnPath, withoutCast } from "./row-writes.js";
import { userColumns } from "./user-columns.js";

/** Whether a user's rows go with the user: shown, perhaps, or not at all. */
export type Erased = "proved" | "unproved" | "no";

/** What the triggers on `auth.users` do with a user's rows of a table. */
export function erasedByTrigger(
  context: CheckContext,
  relation: Relation,
  column: string,
  timings: readonly OutsideTrigger["timing"][],
): Erased {
  const { userTriggers, triggerRoutines } = context.catalog.external;
  const answers = userTriggers
    .filter(
      ({ events, enabled }) => events.includes("delete") && (enabled === "origin" || enabled === "always"),
    )
    .filter(({ timing }) => timings.includes(timing))
    .flatMap((trigger) => {
      const { schema, name } = trigger.routine;
      const routine = triggerRoutines.find((one) => one.schema === schema && one.name === name);
      return routine === undefined ? [] : [answer(context, trigger, routine, { relation, column })];
    });
  if (answers.includes("proved")) return "proved";
  return answers.includes("unproved") ? "unproved" : "no";
}

/** A relation, and its column with the owner's id. */
interface OwnedRelation {
  readonly relation: Relation;
  readonly column: string;
}

function answer(
  context: CheckContext,
  trigger: OutsideTrigger,
  routine: TriggerRoutine,
  { relation, column }: OwnedRelation,
): Erased {
  const body = context.bodies.of(routine);
  if (body === undefined) return "unproved";
  const deletes = body.statements.flatMap(({ tree, certain }) => {
    const statement = deleteFrom(tree, routine, relation);
    return statement === undefined ? [] : [{ statement, certain }];
  });
  const always = trigger.forEach === "row" && !/ WHEN \(/.test(trigger.definition);
  const exact = deletes.some(({ statement, certain }) => certain && deletesOwn(statement, relation, column));
  if (always && exact && mayDelete(context, routine, relation)) return "proved";
  return deletes.length > 0 || body.opaque ? "unproved" : "no";
}

/**
 * Whether a trigger function does nothing but delete the rows of the user who goes, in tables of the contract: then its whole
 * body is understood, and nobody has to say that it was read.
 */
export function onlyErases(context: CheckContext, routine: TriggerRoutine): boolean {
  const { bodies, tables } = context;
  const body = bodies.of(routine);
  if (body === undefined || !body.plain || body.anotherRow || body.statements.length === 0) return false;
  return body.statements.every(({ tree }) =>
    tables.some((table) => {
      const statement = deleteFrom(tree, routine, table.relation);
      if (statement === undefined || otherFields(statement, ["relation", "whereClause"]).length > 0) {
        return false;
      }
      return userColumns(context, table).some((column) => deletesOwn(statement, table.relation, column));
    }),
  );
}

/** Unless it is security definer, a trigger runs as the role that deletes the user, which has no privilege on the table. */
function mayDelete({ catalog }: CheckContext, routine: TriggerRoutine, relation: Relation): boolean {
  if (!routine.securityDefiner) return false;
  const owner = catalog.roles.find(({ name }) => name === routine.owner);
  if (owner === undefined) return false;
  const owns = inheritedRoles(catalog, routine.owner).has(relation.owner);
  return (
    owner.superuser || (owns && (owner.bypassRls || !relation.forceRowSecurity || !relation.rowSecurity))
  );
}

/** A `delete` of the table. Without a schema it is found through the function's own search path. */
function deleteFrom(tree: Node | undefined, routine: TriggerRoutine, relation: Relation): Node | undefined {
  const statement = child(tree, "DeleteStmt");
  const { schemaname, relname } = child(statement, "relation") ?? {};
  if (relname !== relation.name) return undefined;
  if (schemaname !== undefined) return schemaname === relation.schema ? statement : undefined;
  const path = routine.settings.find((setting) => setting.startsWith("search_path="));
  const schemas = path
    ?.slice("search_path=".length)
    .split(/\s*,\s*/)
    .map((name) => name.replace(/^"|"$/g, ""));
  return schemas?.includes(relation.schema) ? statement : undefined;
}

const idTypes = ["text", "varchar", "uuid"];

/** Exactly `where "owner" = old.id::text`. */
function deletesOwn(statement: Node, relation: Relation, column: string): boolean {
  if (statement.usingClause !== undefined || statement.withClause !== undefined) return false;
  const condition = child(statement, "whereClause", "A_Expr");
  if (condition?.kind !== "AEXPR_OP" || names(condition, "name").join(".") !== "=") return false;
  const alias = child(statement, "relation", "alias")?.aliasname ?? relation.name;
  const isColumn = (node: Node | undefined) => {
    const path = columnPath(node);
    return path.at(-1) === column && (path.length === 1 || (path.length === 2 && path[0] === alias));
  };
  const sides = [child(condition, "lexpr"), child(condition, "rexpr")];
  return sides.some((side, index) => isColumn(side) && isUsersId(sides[1 - index]));
}

/** `old.id`, cast to a type that an id is kept as, or not. */
function isUsersId(node: Node | undefined): boolean {
  const type = names(child(node, "TypeCast", "typeName"), "names").at(-1);
  if (type !== undefined && !idTypes.includes(type)) return false;
  const cut = list(child(node, "TypeCast", "typeName"), "typmods").length > 0;
  return !cut && columnPath(withoutCast(node)).join(".") === "old.id";
}
