import type { RelationName } from "../catalog/facts.js";
import type { Statement } from "./statement.js";
import type { SentValue, SentValues, Values } from "./values.js";

/** A request to `/rest/v1`, without the actor who sends it. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What is known about the names in a statement. */
export interface Naming {
  /** The type of a relation's column. */
  columnType(name: RelationName, column: string): string | undefined;
  /** A routine's parameter names; undefined if the API cannot find the routine by them. */
  parameters(name: RelationName): readonly string[] | undefined;
}

/** The request that does the same as a statement; undefined if there is none. */
export async function requestOf(
  statement: Statement,
  values: Values,
  naming: Naming,
): Promise<ApiRequest | undefined> {
  if (statement.kind === "execute") return callOf(statement, values, naming);
  const where = "where" in statement ? await values.of(statement.where) : {};
  const sent = "values" in statement ? await values.of(statement.values) : {};
  if (where === undefined || sent === undefined) return undefined;
  // In SQL nothing equals null, and the API cannot express that comparison.
  if (Object.values(where).some(({ text }) => text === null)) return undefined;
  const { name } = statement;
  if (statement.kind === "select") return readingOf(statement, where);
  const path = pathOf(name.name, queryOf(where));
  const headers = { ...writing, "content-profile": name.schema };
  if (statement.kind === "delete") return { method: "DELETE", path, headers };
  const body = bodyOf(sent, (column) => naming.columnType(name, column));
  if (body === undefined) return undefined;
  return { method: statement.kind === "insert" ? "POST" : "PATCH", path, headers, body };
}

/** Rows are not read back, because that needs more privileges than the write. The response has the number of rows written. */
const writing = { prefer: "return=minimal, count=exact", "content-type": "application/json" };

function readingOf({ name, columns }: Extract<Statement, { kind: "select" }>, where: SentValues): ApiRequest {
  const select = columns.map((column) => (column === "*" ? column : quoted(column))).join(",");
  const query = queryOf(where);
  query.unshift(["select", select]);
  return { method: "GET", path: pathOf(name.name, query), headers: { "accept-profile": name.schema } };
}

async function callOf(
  { name, list }: Extract<Statement, { kind: "execute" }>,
  values: Values,
  naming: Naming,
): Promise<ApiRequest | undefined> {
  const parameters = naming.parameters(name);
  if (parameters === undefined || parameters.length !== list.length || parameters.includes(""))
    return undefined;
  const given = await values.of(Object.fromEntries(parameters.map((one, at) => [one, list[at] ?? "null"])));
  const body = given === undefined ? undefined : bodyOf(given, () => undefined);
  if (body === undefined) return undefined;
  const headers = { "content-type": "application/json", "content-profile": name.schema };
  return { method: "POST", path: pathOf(`rpc/${name.name}`, []), headers, body };
}

function bodyOf(values: SentValues, columnType: (column: string) => string | undefined): string | undefined {
  try {
    const fields = Object.entries(values).map(([name, value]) => [
      name,
      jsonOf({ ...value, type: columnType(name) ?? value.type }),
    ]);
    return JSON.stringify(Object.fromEntries(fields));
  } catch (error) {
    // The text for a JSON column is not valid JSON.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function jsonOf({ text, type }: SentValue): unknown {
  return text !== null && /^jsonb?$/.test(type) ? JSON.parse(text) : text;
}

function queryOf(where: SentValues): [string, string][] {
  return Object.entries(where).map(([column, { text }]) => [quoted(column), `eq.${text}`]);
}

function pathOf(name: string, query: readonly (readonly [string, string])[]): string {
  const path = `/rest/v1/${name.split("/").map(encodeURIComponent).join("/")}`;
  if (query.length === 0) return path;
  return `${path}?${query.map((pair) => pair.map(encodeURIComponent).join("=")).join("&")}`;
}

/** A column name in the API's query syntax. */
function quoted(column: string): string {
  return /^\w+$/.test(column) ? column : `"${column.replaceAll('"', '\\"')}"`;
}
