import { type ObjectExpression, spanOf } from "./followed.js";
import { indentAt, lineStart, newlineOf, type Splice } from "./text.js";

/** The indentation at the place where a property is inserted. */
export interface InsertionPoint {
  /** What its lines begin with: for a property on a shared line, the indentation of that line. */
  readonly indent: string;
  /** One step of indentation in the file. */
  readonly unit: string;
  readonly newline: string;
}

/**
 * Adds a property at the end of an object: on a line of its own if the closing brace is on one, with a trailing comma if the
 * last property has one.
 */
export function appendProperty(
  source: string,
  object: ObjectExpression,
  write: (room: InsertionPoint) => string,
): readonly Splice[] {
  const close = spanOf(object).end - 1;
  const last = object.properties.at(-1);
  const from = last === undefined ? spanOf(object).start + 1 : spanOf(last).end;
  const room = roomIn(source, object);
  const onLines = source.slice(from, close).includes("\n");
  if (!onLines && last !== undefined) return [besideOthers(object, from, write(room))];
  const comma = last === undefined || hasComma(object);
  const text = `${room.indent}${write(room)}${comma ? "," : ""}${room.newline}`;
  if (!onLines)
    return [{ start: close, end: close, text: `${room.newline}${text}${indentAt(source, close)}` }];
  const line = lineStart(source, close);
  const alone = source.slice(line, close).trim() === "";
  const at = alone ? line : close;
  return [
    ...(comma ? [] : [{ start: from, end: from, text: "," }]),
    { start: at, end: at, text: alone ? text : `${room.newline}${text}${indentAt(source, close)}` },
  ];
}

function hasComma(object: ObjectExpression): boolean {
  return object.extra?.trailingComma !== undefined;
}

function besideOthers(object: ObjectExpression, after: number, text: string): Splice {
  const comma = object.extra?.trailingComma;
  if (typeof comma === "number") return { start: comma + 1, end: comma + 1, text: ` ${text},` };
  return { start: after, end: after, text: `, ${text}` };
}

/** That of the last property that begins a line, else one step more than that of the closing brace. */
function roomIn(source: string, object: ObjectExpression): InsertionPoint {
  const outer = indentAt(source, spanOf(object).end - 1);
  const newline = newlineOf(source);
  const own = object.properties
    .map((property) => spanOf(property).start)
    .filter((start) => source.slice(lineStart(source, start), start).trim() === "")
    .map((start) => indentAt(source, start))
    .at(-1);
  if (own?.startsWith(outer) && own.length > outer.length) {
    return { indent: own, unit: own.slice(outer.length), newline };
  }
  const unit = outer.includes("\t") ? "\t" : "  ";
  return { indent: own ?? `${outer}${unit}`, unit, newline };
}
