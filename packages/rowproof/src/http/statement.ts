import type { RelationName } from "../catalog/facts.js";
import { nameOf, readTokens, type Token } from "../sql/tokens.js";

/** Columns with an SQL expression each. */
export type ColumnExpressions = Readonly<Record<string, string>>;

/** A statement that one request to the API can express. */
export type Statement =
  | {
      readonly kind: "select";
      readonly name: RelationName;
      readonly columns: readonly string[];
      readonly where: ColumnExpressions;
    }
  | { readonly kind: "insert"; readonly name: RelationName; readonly values: ColumnExpressions }
  | {
      readonly kind: "update";
      readonly name: RelationName;
      readonly values: ColumnExpressions;
      readonly where: ColumnExpressions;
    }
  | { readonly kind: "delete"; readonly name: RelationName; readonly where: ColumnExpressions }
  | { readonly kind: "execute"; readonly name: RelationName; readonly list: readonly string[] };

/**
 * Reads a statement of an attempt; undefined if the API cannot express it: an upsert, a condition that is not a key, `truncate`.
 * All columns are `*`.
 */
export async function readStatement(text: string): Promise<Statement | undefined> {
  const tokens = await readTokens(text);
  if (tokens === undefined) return undefined;
  try {
    return read(new Reader(tokens));
  } catch (error) {
    if (error instanceof Inexpressible) return undefined;
    throw error;
  }
}

class Inexpressible extends Error {}

function read(reader: Reader): Statement {
  if (reader.takes("insert")) return readInsert(reader);
  if (reader.takes("update")) return readUpdate(reader);
  if (reader.takes("delete")) {
    reader.needs("from");
    return reader.last({ kind: "delete", name: reader.qualified(), where: readWhere(reader) });
  }
  reader.needs("select");
  return readSelect(reader);
}

function readInsert(reader: Reader): Statement {
  reader.needs("into");
  const name = reader.qualified();
  reader.needs("(");
  const columns = reader.list(() => reader.name());
  reader.needs("values");
  reader.needs("(");
  const values = reader.list(() => reader.expression());
  return reader.last({ kind: "insert", name, values: pairs(columns, values) });
}

function readUpdate(reader: Reader): Statement {
  const name = reader.qualified();
  reader.needs("set");
  const values: Record<string, string> = {};
  do {
    const column = reader.name();
    reader.needs("=");
    values[column] = reader.expression();
  } while (reader.takes(","));
  return reader.last({ kind: "update", name, values, where: readWhere(reader) });
}

function readSelect(reader: Reader): Statement {
  if (reader.takes("*")) {
    reader.needs("from");
    return reader.last({
      kind: "select",
      name: reader.qualified(),
      columns: ["*"],
      where: readWhere(reader),
    });
  }
  const first = reader.name();
  if (reader.takes("from")) {
    return reader.last({ kind: "select", name: reader.qualified(), columns: [first], where: {} });
  }
  reader.needs(".");
  const name = { schema: first, name: reader.name() };
  reader.needs("(");
  return reader.last({ kind: "execute", name, list: reader.list(() => reader.expression()) });
}

/** The condition that selects one row by its key. Without one, the statement is about every row. */
function readWhere(reader: Reader): ColumnExpressions {
  if (!reader.takes("where")) return {};
  reader.needs("(");
  const columns = reader.list(() => reader.name());
  reader.needs("in");
  reader.needs("(");
  reader.needs("(");
  const values = reader.list(() => reader.expression());
  reader.needs(")");
  return pairs(columns, values);
}

function pairs(names: readonly string[], values: readonly string[]): ColumnExpressions {
  if (names.length !== values.length) throw new Inexpressible();
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? "null"]));
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Skips a word or a sign, if it is next. */
  takes(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.kind === "string" || token?.text.toLowerCase() !== text) return false;
    this.#at += 1;
    return true;
  }

  needs(text: string): void {
    if (!this.takes(text)) throw new Inexpressible();
  }

  name(): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== "name") throw new Inexpressible();
    this.#at += 1;
    return nameOf(token);
  }

  qualified(): RelationName {
    const schema = this.name();
    this.needs(".");
    return { schema, name: this.name() };
  }

  /** The items between commas, up to the closing parenthesis. */
  list<Item>(item: () => Item): readonly Item[] {
    if (this.takes(")")) return [];
    const items: Item[] = [];
    do {
      items.push(item());
    } while (this.takes(","));
    this.needs(")");
    return items;
  }

  /** An expression as written, up to a comma, the closing parenthesis, or the condition. */
  expression(): string {
    let depth = 0;
    let text = "";
    for (; this.#at < this.#tokens.length; this.#at += 1) {
      const token = this.#tokens[this.#at];
      if (token === undefined || (depth === 0 && ends(token))) break;
      if (opens.test(token.text) && token.kind === "sign") depth += 1;
      if (closes.test(token.text) && token.kind === "sign") depth -= 1;
      text += `${token.spaced ? " " : ""}${token.text}`;
    }
    if (text === "") throw new Inexpressible();
    return text.trim();
  }

  last(statement: Statement): Statement {
    if (this.#at < this.#tokens.length) throw new Inexpressible();
    return statement;
  }
}

const opens = /^[([]$/;
const closes = /^[)\]]$/;

function ends({ kind, text }: Token): boolean {
  return (kind === "sign" && /^[,)]$/.test(text)) || (kind === "word" && text.toLowerCase() === "where");
}
