import type { Relation } from "../catalog/facts.js";
import type { Node } from "../sql/parser.js";
import { child, list } from "../sql/tree.js";
import { isOperator, onlyTarget, readTerm, scalarOf, type Term } from "./term.js";

/**
 * What is proved about the rows that a condition admits for a user with an id. Each field is a proof or the lack of one:
 * `within: false` says that it may admit another's rows, not that it does.
 */
export interface Meaning {
  /** It admits only the user's own rows. */
  readonly within: boolean;
  /** It admits all of the user's own rows. */
  readonly covers: boolean;
  /** It admits every row there is. */
  readonly everything: boolean;
  /** It admits no row. */
  readonly nothing: boolean;
  /** Why it is not proved to stay within: half a sentence about the condition. */
  readonly doubt: string;
}

export const everyRow: Meaning = {
  within: false,
  covers: true,
  everything: true,
  nothing: false,
  doubt: "admits every row",
};
export const noRow: Meaning = { within: true, covers: false, everything: false, nothing: true, doubt: "" };

/** It is the very condition of the contract: it admits the rows meant and no others. */
export const exactly: Meaning = { ...noRow, covers: true, nothing: false };

function ownRows(covers: boolean): Meaning {
  return { ...noRow, covers, nothing: false };
}

function unproven(doubt: string, covers = false): Meaning {
  return { ...everyRow, covers, everything: false, doubt };
}

/** Rows that one of the conditions admits: permissive policies are OR-ed. */
export function anyOf(meanings: readonly Meaning[]): Meaning {
  const doubtful = meanings.find(({ within }) => !within);
  return {
    within: doubtful === undefined,
    covers: meanings.some(({ covers }) => covers),
    everything: meanings.some(({ everything }) => everything),
    nothing: meanings.every(({ nothing }) => nothing),
    doubt: doubtful?.doubt ?? "",
  };
}

/** Rows that all of the conditions admit: restrictive policies are AND-ed. */
export function allOf(meanings: readonly Meaning[]): Meaning {
  const within = meanings.some((meaning) => meaning.within);
  return {
    within,
    covers: meanings.every(({ covers }) => covers),
    everything: meanings.every(({ everything }) => everything),
    nothing: meanings.some(({ nothing }) => nothing),
    doubt: within ? "" : (meanings[0]?.doubt ?? ""),
  };
}

/**
 * What a policy's condition admits, against `own`: the column that holds a row's owner, or undefined where the contract
 * names none. A null condition is no condition.
 */
export function readMeaning(node: Node | undefined, relation: Relation, own: string | undefined): Meaning {
  const [kind, fields] = Object.entries(node ?? {})[0] ?? [];
  const inner = fields as Node | undefined;
  if (inner === undefined) return unproven("could not be parsed");
  switch (kind) {
    case "A_Const":
      return readTruth(inner);
    case "BoolExpr":
      return readConnective(inner, relation, own);
    case "NullTest":
      return readNullTest(inner, relation, own);
    case "BooleanTest":
      return readBooleanTest(inner, relation, own);
    case "CoalesceExpr":
      return readFirst(inner, relation, own);
    case "A_Expr":
      return readEquality(inner, relation, own);
    case "SubLink":
      return readSubLink(inner, relation, own);
    case "FuncCall":
      return unproven(
        `calls ${list(inner, "funcname")
          .map((name) => child(name, "String")?.sval)
          .join(".")}()`,
      );
    default:
      return unproven("has an unsupported form");
  }
}

function readTruth(node: Node): Meaning {
  const value = child(node, "boolval");
  if (node.isnull === true) return noRow;
  if (value === undefined) return unproven("has an unsupported form");
  return value.boolval === true ? everyRow : noRow;
}

function readConnective(node: Node, relation: Relation, own: string | undefined): Meaning {
  const parts = list(node, "args").map((part) => readMeaning(part, relation, own));
  if (node.boolop === "AND_EXPR") return allOf(parts);
  if (node.boolop === "OR_EXPR") return anyOf(parts);
  const contrary = readContrary(child(list(node, "args")[0], "A_Expr"), relation, own);
  if (contrary !== undefined) return contrary;
  const [inner] = parts;
  if (inner?.everything) return noRow;
  return inner?.nothing ? unproven("negates a condition that admits no row") : unproven("has a NOT");
}

/**
 * `not (a <> b)`, which is null if either is. `not (a is distinct from b)` is not supported: it is printed without
 * its operator, which may be one of another schema.
 */
function readContrary(
  node: Node | undefined,
  relation: Relation,
  own: string | undefined,
): Meaning | undefined {
  if (node?.kind !== "AEXPR_OP" || !isOperator(node, "<>")) return undefined;
  const left = readTerm(child(node, "lexpr"), relation);
  return compare(left, readTerm(child(node, "rexpr"), relation), own);
}

function readBooleanTest(node: Node, relation: Relation, own: string | undefined): Meaning {
  if (node.booltesttype !== "IS_TRUE") return unproven("has an unsupported form");
  return readMeaning(child(node, "arg"), relation, own);
}

/** `coalesce` of conditions: the first decides where it is true, and a later one only where those before it are null. */
function readFirst(node: Node, relation: Relation, own: string | undefined): Meaning {
  const parts = list(node, "args").map((part) => readMeaning(part, relation, own));
  const [first] = parts;
  if (first === undefined) return unproven("has an unsupported form");
  return { ...anyOf(parts), covers: first.covers, everything: first.everything };
}

/** Own rows have an owner, and the user an id: checking either excludes no own row, and protects nothing. */
function readNullTest(node: Node, relation: Relation, own: string | undefined): Meaning {
  const term = readTerm(child(node, "arg"), relation);
  const asksOwner = term.kind === "column" && term.name === own;
  const asksCaller = term.kind === "user id" && term.always;
  if (node.nulltesttype === "IS_NOT_NULL") {
    return unproven(`only checks that ${describe(term)} is not null`, asksOwner || asksCaller);
  }
  return unproven(`also admits rows where ${describe(term)} is null`);
}

function readSubLink(node: Node, relation: Relation, own: string | undefined): Meaning {
  const condition = scalarOf(node);
  if (condition !== undefined) return readMeaning(condition, relation, own);
  if (node.subLinkType === "ANY_SUBLINK" && node.operName === undefined) {
    const target = onlyTarget(child(node, "subselect", "SelectStmt"));
    const left = readTerm(child(node, "testexpr"), relation);
    if (target !== undefined) return compare(left, readTerm(target, relation), own);
  }
  return unproven("reads another table, so its result is unknown here");
}

function readEquality(node: Node, relation: Relation, own: string | undefined): Meaning {
  const left = readTerm(child(node, "lexpr"), relation);
  const right = readTerm(child(node, "rexpr"), relation);
  const operator = list(node, "name")
    .map((name) => child(name, "String")?.sval)
    .join(".");
  if (node.kind === "AEXPR_OP_ANY" && isOperator(node, "=")) return readAny(node, left, relation, own);
  if (node.kind !== "AEXPR_OP") return unproven("compares in an unsupported way");
  if (!isOperator(node, "="))
    return unproven(`compares with the operator ${operator}, which is not equality`);
  return compare(left, right, own);
}

/** `a = any (array[b, c])` and `a = any (array(select b))`. */
function readAny(node: Node, left: Term, relation: Relation, own: string | undefined): Meaning {
  const array = child(node, "rexpr", "A_ArrayExpr");
  const subLink = child(node, "rexpr", "SubLink");
  const selected =
    subLink?.subLinkType === "ARRAY_SUBLINK"
      ? onlyTarget(child(subLink, "subselect", "SelectStmt"))
      : undefined;
  const elements = array === undefined ? [] : list(array, "elements");
  const items = selected === undefined ? elements : [selected];
  if (items.length === 0) return unproven("compares in an unsupported way");
  return anyOf(items.map((item) => compare(left, readTerm(item, relation), own)));
}

function compare(left: Term, right: Term, own: string | undefined): Meaning {
  const asked = [left, right];
  if (asked.some(({ kind }) => kind === "claimed role")) {
    const user = asked.some((term) => term.kind === "constant" && term.value === "authenticated");
    return unproven("only checks the role in the claims, not the row's owner", user);
  }
  const [column, userId] = left.kind === "column" ? [left, right] : [right, left];
  if (column.kind !== "column") return unproven("compares no column with the user's id");
  if (column.name !== own) return unproven(`compares ${describe(column)}, which is not the owner column`);
  if (userId.kind !== "user id") {
    return unproven(`compares ${describe(column)} with ${describe(userId)}`);
  }
  return column.type === userId.type
    ? ownRows(userId.always)
    : unproven(`compares ${describe(column)} with a type for which two different ids can be equal`);
}

function describe(term: Term): string {
  switch (term.kind) {
    case "column":
      return `column "${term.name}"`;
    case "user id":
      return "the user's id";
    case "raw user id":
      return "a setting that is empty for anonymous users";
    case "constant":
      return "a constant";
    default:
      return "an expression that may not be the user's id";
  }
}
