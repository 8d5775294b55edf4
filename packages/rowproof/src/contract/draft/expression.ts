import type { Node } from "../../sql/parser.js";
import { child, list, names, otherFields, walk } from "../../sql/tree.js";

/** What an expression requires of the user, as far as a draft needs it. */
export type ConditionMeaning =
  | { readonly kind: "true" | "false" | "signed in" | "service" }
  /** The column holds the user's id. */
  | { readonly kind: "own"; readonly column: string }
  | { readonly kind: "else" };

/** Reads a condition of a policy, as the server prints it. */
export function readSaying(tree: Node): ConditionMeaning {
  const logic = child(tree, "BoolExpr");
  const parts = list(logic, "args").map(readSaying);
  if (logic?.boolop === "AND_EXPR") return allOf(parts);
  if (logic?.boolop === "OR_EXPR") return anyOf(parts);
  const constant = child(tree, "A_Const", "boolval");
  if (constant !== undefined) return { kind: constant.boolval === true ? "true" : "false" };
  const column = ownColumn(tree);
  if (column !== undefined) return { kind: "own", column };
  const test = child(tree, "NullTest");
  if (test?.nulltesttype === "IS_NOT_NULL" && isCurrentUserId(child(test, "arg")))
    return { kind: "signed in" };
  const role = claimedRole(tree);
  if (role === "authenticated") return { kind: "signed in" };
  return { kind: role === "service_role" ? "service" : "else" };
}

function allOf(parts: readonly ConditionMeaning[]): ConditionMeaning {
  const nobody = parts.find(isForNoUser);
  if (nobody !== undefined) return nobody;
  const left = parts.filter(({ kind }) => kind !== "true");
  // The owner of a row is signed in.
  const more = left.filter(({ kind }) => kind !== "signed in");
  return alike(more.length > 0 ? more : left) ?? { kind: left.length === 0 ? "true" : "else" };
}

function anyOf(parts: readonly ConditionMeaning[]): ConditionMeaning {
  if (parts.some(({ kind }) => kind === "true")) return { kind: "true" };
  const left = parts.filter((part) => !isForNoUser(part));
  const signedIn = left.filter(({ kind }) => kind !== "own");
  return (left.length === 0 ? parts[0] : (alike(left) ?? alike(signedIn))) ?? { kind: "else" };
}

function isForNoUser({ kind }: ConditionMeaning): boolean {
  return kind === "false" || kind === "service";
}

/** The common meaning of all parts, if they have one. */
function alike(parts: readonly ConditionMeaning[]): ConditionMeaning | undefined {
  const [first] = parts;
  const isSame = (part: ConditionMeaning) => JSON.stringify(part) === JSON.stringify(first);
  return first !== undefined && first.kind !== "else" && parts.every(isSame) ? first : undefined;
}

/** The columns that an expression compares with the user's id, outside of subqueries. */
export function ownColumns(tree: Node): readonly string[] {
  const found = [...walk(tree)].map(ownColumn).filter((column) => column !== undefined);
  return [...new Set(found)];
}

/** Whether an expression is a conjunction of equalities, one of them between a column and the user's id. */
export function asksOnlyFor(tree: Node, user: string): boolean {
  const nodes = [...walk(tree)];
  const isPlain = nodes.every((node) => {
    const operation = child(node, "A_Expr");
    const isEquality = names(operation, "name").join(".") === "=" && operation?.kind !== "AEXPR_OP_ALL";
    const logic = child(node, "BoolExpr")?.boolop ?? "AND_EXPR";
    return (operation === undefined || isEquality) && logic === "AND_EXPR" && !child(node, "NullTest");
  });
  const isUser = (side: Node | undefined) => names(child(bare(side), "ColumnRef"), "fields").at(-1) === user;
  return (
    isPlain &&
    nodes.some((node) => {
      const [left, right] = equality(node) ?? [];
      return (isUser(left) && isCurrentUserId(right)) || (isCurrentUserId(left) && isUser(right));
    })
  );
}

/** Whether an expression names a column: a contract allows no other. */
export function namesColumn(tree: Node): boolean {
  return [...walk(tree)].some((node) => child(node, "ColumnRef") !== undefined);
}

/** The tables that an expression reads, as `schema` and `name`. */
export function tablesAsked(tree: Node): readonly { readonly schema: unknown; readonly name: unknown }[] {
  return [...walk(tree)].flatMap((node) => {
    const range = child(node, "RangeVar");
    return range === undefined ? [] : [{ schema: range.schemaname, name: range.relname }];
  });
}

/** Whether a function of the project's own is called with a column, as in `is_member(team_id)`. */
export function asksFunctionAbout(tree: Node, column: string): boolean {
  return [...walk(tree)].some((node) => {
    const call = child(node, "FuncCall");
    const [schema = ""] = names(call, "funcname");
    return isOwnSchema(schema) && list(call, "args").some((argument) => columnOf(argument) === column);
  });
}

/**
 * Whether an expression may be true for anonymous users. The result of functions and subqueries is not known, so it counts as
 * false.
 */
export function mayAdmitAnybody(tree: Node): boolean {
  const { boolop, ...logic } = child(tree, "BoolExpr") ?? {};
  if (boolop === "OR_EXPR") return list(logic, "args").some(mayAdmitAnybody);
  if (boolop === "AND_EXPR") return list(logic, "args").every(mayAdmitAnybody);
  return ![...walk(tree)].some((node) => {
    const called = names(child(node, "FuncCall"), "funcname");
    const isForeign = called.length > 1 && called[0] !== "pg_catalog";
    return child(node, "SubLink") !== undefined || isForeign || called.at(-1) === "current_setting";
  });
}

function isOwnSchema(schema: string): boolean {
  return !["", "pg_catalog", "auth"].includes(schema);
}

/** `user_id` in `user_id = (select auth.uid())`, whichever way round. */
function ownColumn(tree: Node): string | undefined {
  const comparison = equality(tree);
  if (comparison === undefined) return undefined;
  const [left, right] = comparison;
  if (isCurrentUserId(right)) return columnOf(left);
  return isCurrentUserId(left) ? columnOf(right) : undefined;
}

function equality(tree: Node): readonly [Node | undefined, Node | undefined] | undefined {
  const operation = child(tree, "A_Expr");
  const isEquality = operation?.kind === "AEXPR_OP" && names(operation, "name").join(".") === "=";
  return isEquality ? [child(operation, "lexpr"), child(operation, "rexpr")] : undefined;
}

function isCurrentUserId(tree: Node | undefined): boolean {
  const node = bare(tree);
  return isCallOf(node, "uid") || claim(node) === "sub";
}

/** The role in `auth.role() = 'service_role'` and `auth.jwt() ->> 'role' = 'service_role'`. */
function claimedRole(tree: Node): string | undefined {
  const [left, right] = (equality(tree) ?? []).map(bare);
  for (const [asked, value] of [
    [left, right],
    [right, left],
  ]) {
    if (isCallOf(asked, "role") || claim(asked) === "role") return constantOf(value);
  }
  return undefined;
}

/** `sub` in `auth.jwt() ->> 'sub'`. */
function claim(node: Node | undefined): string | undefined {
  const operation = child(node, "A_Expr");
  if (names(operation, "name").join(".") !== "->>" || !isCallOf(bare(child(operation, "lexpr")), "jwt")) {
    return undefined;
  }
  return constantOf(bare(child(operation, "rexpr")));
}

function isCallOf(node: Node | undefined, name: string): boolean {
  return names(child(node, "FuncCall"), "funcname").join(".") === `auth.${name}`;
}

function constantOf(node: Node | undefined): string | undefined {
  const value = child(node, "A_Const", "sval")?.sval;
  return typeof value === "string" ? value : undefined;
}

/** A column of the row itself: inside a subquery the server prints every column with its table. */
function columnOf(tree: Node | undefined): string | undefined {
  const fields = names(child(bare(tree), "ColumnRef"), "fields");
  return fields.length === 1 ? fields[0] : undefined;
}

/** Without casts, and without a `select` of nothing but the value. */
function bare(tree: Node | undefined): Node | undefined {
  const cast = child(tree, "TypeCast", "arg");
  if (cast !== undefined) return bare(cast);
  const link = child(tree, "SubLink");
  const select = link?.subLinkType === "EXPR_SUBLINK" ? child(link, "subselect", "SelectStmt") : undefined;
  if (select === undefined || otherFields(select, ["targetList", "limitOption", "op"]).length > 0)
    return tree;
  return bare(child(list(select, "targetList")[0], "ResTarget", "val"));
}
