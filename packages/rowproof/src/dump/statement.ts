import { identifier, type Piece, sql } from "../sql/sql.js";

/** Builds one DDL statement, without its semicolon. Only pieces go in: DDL takes no parameters. */
export function statement(strings: TemplateStringsArray, ...pieces: readonly Piece[]): string {
  return sql(strings, ...pieces).text;
}

/** The quoted name of anything that lives in a schema. */
export function named(object: { readonly schema: string; readonly name: string }): Piece {
  return identifier(object.schema, object.name);
}

/** A comment line; a line break in a name must not end it. */
export function note(text: string): string {
  return `-- ${text.replace(/[\r\n]+/g, " ")}`;
}

/** A `do` block around a body, in dollar quotes that the body does not hold. */
export function block(body: string): string {
  let tag = "$rowproof$";
  while (body.includes(tag)) tag = `${tag.slice(0, -1)}_$`;
  return `do ${tag}\n${body}\n${tag}`;
}
