import type { Relation } from "../catalog/facts.js";
import type { Node } from "../sql/parser.js";
import { child, list, names, otherFields } from "../sql/tree.js";

/** The types in which an id can be compared without two ids becoming one. */
type IdType = "uuid" | "text";

/** What a scalar expression is known to be. Whatever is not known for certain is `other`. */
export type Term =
  | { readonly kind: "column"; readonly name: string; readonly type: IdType | "another" }
  /** The user's id, or null if there is none; `always` if it is never null for a user with an id. */
  | { readonly kind: "user id"; readonly type: IdType; readonly always: boolean }
  /**
   * `current_setting('request.jwt.claim.sub', true)`: the user's id, but an empty string if there is none, and null
   * from a PostgREST that passes the claims as one JSON only, which 9 and later do.
   */
  | { readonly kind: "raw user id" }
  | { readonly kind: "claims text" }
  /** The role that the claims name, which is the one that a request arrives as. */
  | { readonly kind: "claimed role" }
  | { readonly kind: "claims" }
  | { readonly kind: "constant"; readonly value: string }
  | { readonly kind: "other" };

const other: Term = { kind: "other" };

/**
 * Reads a scalar expression of a policy, as `pg_get_expr` prints it with only `pg_catalog` in the search path: a name
 * without a schema is then Postgres's own, and anything else carries its schema (PostgreSQL documentation, "System
 * Catalog Information Functions").
 */
export function readTerm(node: Node | undefined, relation: Relation): Term {
  const [kind, fields] = Object.entries(node ?? {})[0] ?? [];
  const inner = fields as Node | undefined;
  if (inner === undefined) return other;
  switch (kind) {
    case "ColumnRef":
      return readColumn(inner, relation);
    case "A_Const":
      return readConstant(inner);
    case "TypeCast":
      return readCast(inner, relation);
    case "SubLink":
      return readTerm(scalarOf(inner), relation);
    case "FuncCall":
      return readCall(inner, relation);
    case "CoalesceExpr":
      return readCoalesce(inner, relation);
    case "CollateClause":
      return readCollation(inner, relation);
    case "A_Expr":
      return readOperation(inner, relation);
    default:
      return other;
  }
}

/**
 * What `(select x)` selects, where it selects from nothing: then it is `x` itself, once a statement. A `select` with a
 * `from` is another matter: names in it bind to its own tables first.
 */
export function scalarOf(subLink: Node): Node | undefined {
  return subLink.subLinkType === "EXPR_SUBLINK"
    ? onlyTarget(child(subLink, "subselect", "SelectStmt"))
    : undefined;
}

/** The only column of a `select` that has nothing but it. */
export function onlyTarget(select: Node | undefined): Node | undefined {
  if (select === undefined || otherFields(select, ["targetList", "limitOption", "op"]).length > 0)
    return undefined;
  if (select.op !== "SETOP_NONE" || select.limitOption !== "LIMIT_OPTION_DEFAULT") return undefined;
  const targets = list(select, "targetList");
  return targets.length === 1 ? child(targets[0], "ResTarget", "val") : undefined;
}

function readColumn(node: Node, relation: Relation): Term {
  const path = names(node, "fields");
  const name = path.at(-1) ?? "";
  const bound = path.length === 1 || (path.length === 2 && path[0] === relation.name);
  const column = bound ? relation.columns.find((candidate) => candidate.name === name) : undefined;
  return column === undefined ? other : { kind: "column", name, type: idType(column.type, column.collation) };
}

/** A collation of one's own may hold different texts equal, so a column that has one is not compared as an id. */
function idType(type: string, collation: string | null): IdType | "another" {
  if (type === "uuid") return "uuid";
  const text = type === "text" || /^character varying(\(\d+\))?$/.test(type);
  return text && !isBlurred(collation) ? "text" : "another";
}

function isBlurred(collation: string | null): boolean {
  return collation !== null && !collation.startsWith("pg_catalog.");
}

function readConstant(node: Node): Term {
  const value = child(node, "sval")?.sval;
  if (typeof value === "string") return { kind: "constant", value };
  return "sval" in node ? { kind: "constant", value: "" } : other;
}

function readCast(node: Node, relation: Relation): Term {
  const inner = readTerm(child(node, "arg"), relation);
  const type = castType(child(node, "typeName"));
  if (inner.kind === "constant") return type === "text" ? inner : other;
  if (inner.kind === "claims text")
    return type === "json" ? { kind: "claims" } : type === "text" ? inner : other;
  if (inner.kind === "raw user id")
    return type === "uuid" ? { kind: "user id", type, always: false } : type === "text" ? inner : other;
  if (type !== "uuid" && type !== "text") return other;
  if (inner.kind === "claimed role") return type === "text" ? inner : other;
  if (inner.kind === "column") {
    // Of a type with its own equality, the text may still tell apart what that equality would not, which is stricter. A
    // collation of one's own goes along with the cast.
    const own = relation.columns.find(({ name }) => name === inner.name)?.collation ?? null;
    return isBlurred(own) ? inner : { ...inner, type };
  }
  return inner.kind === "user id" ? { ...inner, type } : other;
}

/** The type of a cast that loses nothing; `varchar(8)` would cut an id short. */
function castType(typeName: Node | undefined): IdType | "json" | undefined {
  if (typeName === undefined || otherFields(typeName, ["names", "typemod"]).length > 0) return undefined;
  const path = names(typeName, "names");
  const name =
    path.length === 2 && path[0] === "pg_catalog" ? path[1] : path.length === 1 ? path[0] : undefined;
  if (name === "uuid") return "uuid";
  if (name === "text" || name === "varchar") return "text";
  return name === "json" || name === "jsonb" ? "json" : undefined;
}

function readCall(node: Node, relation: Relation): Term {
  if (otherFields(node, ["funcname", "args", "funcformat"]).length > 0) return other;
  const name = names(node, "funcname").join(".");
  const given = list(node, "args");
  if (name === "auth.uid" && given.length === 0) return { kind: "user id", type: "uuid", always: true };
  if (name === "auth.role" && given.length === 0) return { kind: "claimed role" };
  if (name === "auth.jwt" && given.length === 0) return { kind: "claims" };
  if (name !== "current_setting" && name !== "pg_catalog.current_setting") return other;
  const setting = readTerm(given[0], relation);
  if (setting.kind !== "constant") return other;
  const known: Readonly<Record<string, Term>> = {
    "request.jwt.claims": { kind: "claims text" },
    "request.jwt.claim.sub": { kind: "raw user id" },
  };
  return known[setting.value] ?? other;
}

/** `coalesce` of ways to read the user's id: each of them gives the user's id. */
function readCoalesce(node: Node, relation: Relation): Term {
  const given = list(node, "args").map((argument) => readTerm(argument, relation));
  const [first] = given;
  if (first === undefined || !given.every(({ kind }) => kind === first.kind)) return other;
  if (first.kind === "claims" || first.kind === "claims text") return first;
  if (first.kind !== "user id") return other;
  if (!given.every((term) => term.kind === "user id" && term.type === first.type)) return other;
  return { ...first, always: given.some((term) => term.kind === "user id" && term.always) };
}

/** Postgres's own collations are deterministic, so two ids are equal under them where their bytes are. */
function readCollation(node: Node, relation: Relation): Term {
  const inner = readTerm(child(node, "arg"), relation);
  const path = names(node, "collname");
  const builtIn = path.length === 1 || (path.length === 2 && path[0] === "pg_catalog");
  const id = inner.kind === "user id" || inner.kind === "column";
  return builtIn && id && inner.type === "text" ? inner : other;
}

function readOperation(node: Node, relation: Relation): Term {
  const left = readTerm(child(node, "lexpr"), relation);
  const right = readTerm(child(node, "rexpr"), relation);
  // NULLIF is its first argument or null, whatever its equality: it can only take ids away.
  if (node.kind === "AEXPR_NULLIF") {
    if (right.kind !== "constant" || right.value !== "") return other;
    if (left.kind === "raw user id") return { kind: "user id", type: "text", always: false };
    return left.kind === "claims text" || (left.kind === "user id" && left.type === "text") ? left : other;
  }
  if (node.kind !== "AEXPR_OP" || left.kind !== "claims") return other;
  const name = isOperator(node, "->>") && right.kind === "constant" ? right.value : pathOf(node);
  if (name === "role") return { kind: "claimed role" };
  return name === "sub" ? { kind: "user id", type: "text", always: true } : other;
}

/** The only step of the path that `#>>` is given, as `'{sub}'::text[]`. */
function pathOf(operation: Node): string | undefined {
  const cast = child(operation, "rexpr", "TypeCast");
  const value = child(cast, "arg", "A_Const", "sval")?.sval;
  if (!isOperator(operation, "#>>") || typeof value !== "string") return undefined;
  return /^\{(\w+)\}$/.exec(value)?.[1];
}

/** Whether the operator is Postgres's own of that name: one of another schema is printed as `OPERATOR(schema.name)`. */
export function isOperator(node: Node, operator: string): boolean {
  const path = names(node, "name");
  return path.join(".") === operator || path.join(".") === `pg_catalog.${operator}`;
}
