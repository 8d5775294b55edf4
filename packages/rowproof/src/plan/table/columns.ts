import { RowproofError } from "../../diagnostic.js";
import { type Node, parseStatements, SyntaxFault } from "../../sql/parser.js";
import { excerptAt, positionAt } from "../../sql/position.js";
import { readTokens } from "../../sql/tokens.js";
import { child, list, names, otherFields } from "../../sql/tree.js";

/** Columns and constraints, as between the parentheses of a `create table`. */
export interface GivenColumns {
  /** Each as it was written, without comments. */
  readonly elements: readonly string[];
  readonly columns: readonly GivenColumn[];
  readonly keys: readonly GivenKey[];
  readonly hasPrimaryKey: boolean;
}

interface GivenColumn {
  readonly name: string;
  /** The last part of its type's name, as the parser has it: `timestamptz`. */
  readonly type: string;
  /** Whether the table computes it. */
  readonly generated: boolean;
}

/** A foreign key; without a schema, the search path finds the table. */
interface GivenKey {
  readonly columns: readonly string[];
  readonly schema: string | undefined;
  readonly table: string;
}

const before = "create table t (";

/**
 * Reads what is typed as columns with Postgres's own parser.
 * @throws {RowproofError} exit code 2: nothing is typed, it does not parse, or it is more than columns and constraints
 */
export async function parseColumns(typed: string | undefined): Promise<GivenColumns> {
  if (typed === undefined || typed.trim() === "") throw noColumns();
  const statement = await parse(typed);
  const nodes = list(statement, "tableElts");
  const elements = (await cut(typed)) ?? [];
  const strange = nodes.some((node) => !("ColumnDef" in node) && !("Constraint" in node));
  if (statement === undefined || strange || elements.length !== nodes.length) throw notColumns(typed);
  const columns = nodes.map((node) => child(node, "ColumnDef")).filter((node) => node !== undefined);
  const keys = [...columns.flatMap(ownKeys), ...nodes.flatMap((node) => tableKey(child(node, "Constraint")))];
  const constraints = [...columns.flatMap((column) => list(column, "constraints")), ...nodes];
  return {
    elements,
    columns: columns.map(readColumn),
    keys,
    hasPrimaryKey: constraints.some((node) => kindOf(child(node, "Constraint")) === "CONSTR_PRIMARY"),
  };
}

/** The tree of the `create table` that the text makes; undefined if it makes more than that. */
async function parse(typed: string): Promise<Node | undefined> {
  try {
    const [first, ...more] = await parseStatements(`${before}${typed}\n)`);
    const statement = child(first?.tree, "CreateStmt");
    if (statement === undefined || more.length > 0) return undefined;
    return otherFields(statement, ["relation", "tableElts", "oncommit"]).length > 0 ? undefined : statement;
  } catch (error) {
    if (error instanceof SyntaxFault) throw doesNotParse(typed, error);
    throw error;
  }
}

/** The elements between the commas that are in no parenthesis. */
async function cut(typed: string): Promise<readonly string[] | undefined> {
  const tokens = await readTokens(typed);
  const elements = [""];
  let depth = 0;
  for (const { kind, text, spaced } of tokens ?? []) {
    depth += text === "(" ? 1 : text === ")" ? -1 : 0;
    const last = elements.length - 1;
    if (text === "," && depth === 0) elements.push("");
    else if (kind === "comment") elements[last] += " ";
    else elements[last] += `${spaced ? " " : ""}${text}`;
  }
  return tokens && elements.map((element) => element.trim());
}

function kindOf(constraint: Node | undefined): string {
  return String(constraint?.contype);
}

function readColumn(column: Node): GivenColumn {
  const kinds = list(column, "constraints").map((node) => kindOf(child(node, "Constraint")));
  return {
    name: String(column.colname),
    type: names(child(column, "typeName"), "names").at(-1) ?? "",
    generated: kinds.includes("CONSTR_GENERATED"),
  };
}

function ownKeys(column: Node): readonly GivenKey[] {
  return list(column, "constraints").flatMap((node) =>
    keyTo(child(node, "Constraint"), [String(column.colname)]),
  );
}

function tableKey(constraint: Node | undefined): readonly GivenKey[] {
  return constraint === undefined ? [] : keyTo(constraint, names(constraint, "fk_attrs"));
}

function keyTo(constraint: Node | undefined, columns: readonly string[]): readonly GivenKey[] {
  const { relname, schemaname } = child(constraint, "pktable") ?? {};
  if (kindOf(constraint) !== "CONSTR_FOREIGN" || typeof relname !== "string") return [];
  return [{ columns, schema: typeof schemaname === "string" ? schemaname : undefined, table: relname }];
}

const example = `--columns "title text not null, body text"`;

function noColumns(): RowproofError {
  return new RowproofError(
    {
      id: "table/no-columns",
      message: "the table's columns are not given",
      why: "its key, owner and times are added automatically, but not its other columns",
      fix: `write them as in a create table: ${example}`,
    },
    2,
  );
}

function doesNotParse(typed: string, { message, offset }: SyntaxFault): RowproofError {
  const position = positionAt(typed, Math.max(0, (offset ?? before.length) - before.length));
  return new RowproofError(
    {
      id: "table/columns-syntax",
      sqlstate: "42601",
      message: `--columns: ${message}`,
      why: "Postgres's parser stops there; nothing was written",
      fix: `write columns and constraints as in a create table: ${example}`,
      excerpt: excerptAt(typed, position),
    },
    2,
  );
}

function notColumns(typed: string): RowproofError {
  return new RowproofError(
    {
      id: "table/columns-more",
      message: `--columns ${typed} is not a list of columns and constraints`,
      why: "it is put between the parentheses of a create table, and must not close them",
      fix: `write only columns and constraints: ${example}`,
    },
    2,
  );
}
