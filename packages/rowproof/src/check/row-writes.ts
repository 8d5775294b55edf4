import { type Node, parseStatements, SyntaxFault } from "../sql/parser.js";
import { child, list, names, walk } from "../sql/tree.js";

/** An assignment to the row that a trigger writes. */
export interface RowWrite {
  /** Undefined where the whole row is assigned. */
  readonly column: string | undefined;
  /** The tree of what is assigned; undefined where it comes from a query or could not be parsed. */
  readonly value: Node | undefined;
}

/** In a trigger function the first two variables are `NEW` and `OLD`. */
const newRow = 0;
const oldRow = 1;

/** What a trigger function assigns to `NEW`, by `:=`, by `into` or as the variable of a loop. */
export async function readRowWrites(routine: Node): Promise<readonly RowWrite[]> {
  const datums = list(routine, "datums");
  const nodes = [...walk(routine.action)];
  const assigned = nodesOf(nodes, "PLpgSQL_stmt_assign");
  const direct = await Promise.all(
    assigned.flatMap((statement) =>
      targetOf(datums, number(statement.varno)).map(async (target) => ({
        ...target,
        value: await assignedValue(child(statement, "expr", "PLpgSQL_expr")?.query),
      })),
    ),
  );
  const into = nodes.flatMap(intoVariables).flatMap((variable) => targetOf(datums, variable));
  return [...direct, ...into.map((target) => ({ ...target, value: undefined }))];
}

/** The nodes of one kind. */
export function nodesOf(nodes: readonly Node[], kind: string): readonly Node[] {
  return nodes.map((node) => child(node, kind)).filter((node) => node !== undefined);
}

/** The numbers of the variables that a node fills; the tree leaves out a number that is 0. */
function intoVariables(node: Node): readonly number[] {
  const record = child(node, "PLpgSQL_rec");
  const row = child(node, "PLpgSQL_row");
  const diagnostic = child(node, "PLpgSQL_diag_item");
  const each = child(node, "PLpgSQL_stmt_foreach_a");
  return [
    ...(record === undefined ? [] : [number(record.dno)]),
    ...(row === undefined ? [] : list(row, "fields").map(({ varno }) => number(varno))),
    ...(diagnostic === undefined ? [] : [number(diagnostic.target)]),
    ...(each === undefined ? [] : [number(each.varno)]),
  ];
}

function targetOf(datums: readonly Node[], variable: number): readonly { column: string | undefined }[] {
  if (variable === newRow) return [{ column: undefined }];
  const field = child(datums[variable], "PLpgSQL_recfield");
  if (field === undefined || number(field.recparentno) !== newRow) return [];
  return [{ column: typeof field.fieldname === "string" ? field.fieldname : undefined }];
}

/** The right-hand side of `new.column := value`. */
async function assignedValue(query: unknown): Promise<Node | undefined> {
  const value = /^(?:"(?:[^"]|"")*"|[^":=])*:?=([\s\S]*)$/.exec(typeof query === "string" ? query : "")?.[1];
  if (value === undefined) return undefined;
  try {
    const [statement] = await parseStatements(`select (${value}\n)`);
    return child(list(child(statement?.tree, "SelectStmt"), "targetList")[0], "ResTarget", "val");
  } catch (error) {
    if (error instanceof SyntaxFault) return undefined;
    throw error;
  }
}

/** Whether a function may return a row that is neither `NEW` nor `OLD` nor null, and so write what it likes. */
export function returnsAnotherRow(routine: Node): boolean {
  return [...walk(routine.action)].some((node) => {
    const statement = child(node, "PLpgSQL_stmt_return");
    if (statement === undefined) return false;
    const { retvarno } = statement;
    if (retvarno !== undefined) return retvarno !== newRow && retvarno !== oldRow;
    const text = child(statement, "expr", "PLpgSQL_expr")?.query;
    return (
      typeof text === "string" &&
      !/^\s*(?:null|new|old|coalesce\s*\(\s*(?:new|old)\s*,\s*(?:new|old)\s*\))\s*$/i.test(text)
    );
  });
}

const clock = ["now", "clock_timestamp", "statement_timestamp", "transaction_timestamp"];

/** Whether users cannot choose a value: the time, or the column's old value. */
export function isHarmless(value: Node | undefined, column: string): boolean {
  const bare = withoutCast(value);
  if (child(bare, "SQLValueFunction") !== undefined) return isTime(child(bare, "SQLValueFunction"));
  const call = child(bare, "FuncCall");
  if (call !== undefined) {
    const name = names(call, "funcname").at(-1) ?? "";
    const last = list(call, "args").at(-1);
    return clock.includes(name) || (name === "timezone" && isHarmless(last, column));
  }
  const fields = columnPath(bare);
  return fields.length === 2 && fields[0] === "old" && fields[1] === column;
}

function isTime(node: Node | undefined): boolean {
  return typeof node?.op === "string" && /^SVFOP_(?:CURRENT_(?:DATE|TIME)|LOCALTIME)/.test(node.op);
}

/** Whether a value is the user's own id: `auth.uid()`, in a select or not, cast or not. */
export function isCurrentUserId(value: Node | undefined): boolean {
  const bare = withoutCast(value);
  const select = child(bare, "SubLink", "subselect", "SelectStmt");
  if (select !== undefined) {
    const targets = list(select, "targetList");
    const onlyTarget = Object.keys(select).every((key) => ["targetList", "limitOption", "op"].includes(key));
    return onlyTarget && targets.length === 1 && isCurrentUserId(child(targets[0], "ResTarget", "val"));
  }
  return names(child(bare, "FuncCall"), "funcname").join(".") === "auth.uid";
}

/** The names of a column reference, such as `old`, `id`; none where it is something else. */
export function columnPath(node: Node | undefined): readonly string[] {
  return names(child(node, "ColumnRef"), "fields");
}

/** The value under its casts. */
export function withoutCast(node: Node | undefined): Node | undefined {
  const cast = child(node, "TypeCast");
  return cast === undefined ? node : withoutCast(child(cast, "arg"));
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
