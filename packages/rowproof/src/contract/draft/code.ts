/** The maximum line width, as in this repository. */
const width = 110;

/** A value of the drafted file, before it is laid out on lines. */
export type CodeNode =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "object"; readonly entries: readonly CodeProperty[] }
  /** A call whose last argument may be an object, and a member of its result: `ownedBy("id", { … }).authenticated`. */
  | {
      readonly kind: "call";
      readonly name: string;
      readonly given: readonly CodeNode[];
      readonly member?: string;
    };

/** A property, or with a null key a spread. */
export interface CodeProperty {
  readonly key: string | null;
  readonly value: CodeNode;
}

/** A string in the quotes that need fewer backslashes. */
function quoted(text: string): string {
  const double = JSON.stringify(text);
  const count = (quote: string) => text.split(quote).length;
  if (count('"') <= count("'")) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

/** A property's name, in quotes only where it needs them. `__proto__` would set the prototype. */
function keyText(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(key) ? key : quoted(key);
}

export const text = (written: string): CodeNode => ({ kind: "text", text: written });
export const string = (value: string): CodeNode => text(quoted(value));
export const list = (items: readonly string[]): CodeNode => ({ kind: "list", items });

/** An object without the fields that are undefined. */
export function object(fields: Readonly<Record<string, CodeNode | undefined>>): CodeNode {
  return {
    kind: "object",
    entries: Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value }])),
  };
}

/** A value laid out from a column on, with `tail` characters after it on its last line. */
function layOut(code: CodeNode, indent: string, used: number, tail: number): string {
  const flat = inOneLine(code);
  return used + flat.length + tail <= width ? flat : broken(code, indent);
}

/** A value on one line, however long. */
export function inOneLine(code: CodeNode): string {
  switch (code.kind) {
    case "text":
      return code.text;
    case "list":
      return `[${code.items.map(quoted).join(", ")}]`;
    case "object":
      return code.entries.length === 0 ? "{}" : `{ ${code.entries.map(entryInOneLine).join(", ")} }`;
    case "call":
      return `${code.name}(${code.given.map(inOneLine).join(", ")})${code.member ?? ""}`;
  }
}

export function entryInOneLine({ key, value }: CodeProperty): string {
  return key === null ? `...${inOneLine(value)}` : `${keyText(key)}: ${inOneLine(value)}`;
}

function broken(code: CodeNode, indent: string): string {
  const inner = `${indent}  `;
  switch (code.kind) {
    case "text":
      return code.text;
    case "list":
      return `[\n${code.items.map((item) => `${inner}${quoted(item)},\n`).join("")}${indent}]`;
    case "object":
      return `{\n${code.entries.map((entry) => `${inner}${property(entry, inner)},\n`).join("")}${indent}}`;
    case "call": {
      const before = code.given.slice(0, -1).map((given) => `${inOneLine(given)}, `);
      const last = code.given.at(-1);
      const end = last === undefined ? "" : broken(last, indent);
      return `${code.name}(${before.join("")}${end})${code.member ?? ""}`;
    }
  }
}

/** A property without its comma; a long string goes to a line of its own. */
export function property({ key, value }: CodeProperty, indent: string): string {
  if (key === null) return `...${layOut(value, indent, indent.length + 3, 1)}`;
  const name = keyText(key);
  const laidOut = layOut(value, indent, indent.length + name.length + 2, 1);
  const fits = indent.length + name.length + 2 + laidOut.length + 1 <= width;
  return value.kind === "text" && !fits ? `${name}:\n${indent}  ${laidOut}` : `${name}: ${laidOut}`;
}
