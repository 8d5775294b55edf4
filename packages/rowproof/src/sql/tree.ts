import type { Node } from "./parser.js";

/** The node at a path of fields, or undefined where there is none. */
export function child(node: Node | undefined, ...path: readonly string[]): Node | undefined {
  return path.reduce<Node | undefined>((inner, field) => asNode(inner?.[field]), node);
}

/** The nodes that a field lists. */
export function list(node: Node | undefined, field: string): readonly Node[] {
  const value = node?.[field];
  return Array.isArray(value) ? value.map((item) => asNode(item) ?? {}) : [];
}

/** The texts of a list of `String` nodes, such as the name of a function or an operator. */
export function names(node: Node | undefined, field: string): readonly string[] {
  return list(node, field).map((item) => {
    const text = child(item, "String")?.sval;
    return typeof text === "string" ? text : "*";
  });
}

/** The fields of a node that are not in the list, without its location: what a reader of those in the list does not see. */
export function otherFields(node: Node, known: readonly string[]): readonly string[] {
  return Object.keys(node).filter((field) => field !== "location" && !known.includes(field));
}

/** Every node of a tree, the node itself first. */
export function* walk(node: unknown): Generator<Node> {
  if (Array.isArray(node)) {
    for (const item of node) yield* walk(item);
    return;
  }
  const self = asNode(node);
  if (self === undefined) return;
  yield self;
  for (const value of Object.values(self)) yield* walk(value);
}

function asNode(value: unknown): Node | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Node) : undefined;
}
