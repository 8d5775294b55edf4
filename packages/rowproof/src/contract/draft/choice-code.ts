import type { DraftedAccess, ReaderGroup } from "./choice.js";
import { type CodeNode, type CodeProperty, list, object, string, text } from "./code.js";

/** What is imported from the package. */
type PresetName =
  | "appendOnly"
  | "closed"
  | "custom"
  | "memberOf"
  | "ownedBy"
  | "publicRead"
  | "readOwn"
  | "serviceOnly";

/** The code of a drafted access: calls of presets. */
export function codeOf(choice: DraftedAccess): CodeNode {
  const base = baseCode(choice);
  return choice.readers === undefined ? base : readable(base, choice, choice.readers);
}

/** The presets that a piece of code calls. */
export function presetsIn(code: CodeNode): readonly string[] {
  switch (code.kind) {
    case "call":
      return [code.name, ...code.given.flatMap(presetsIn)];
    case "object":
      return code.entries.flatMap(({ value }) => presetsIn(value));
    default:
      return [];
  }
}

function call(name: PresetName, ...given: readonly CodeNode[]): CodeNode {
  const written = given.filter((code) => code.kind !== "object" || code.entries.length > 0);
  return { kind: "call", name, given: written };
}

function baseCode(choice: DraftedAccess): CodeNode {
  switch (choice.kind) {
    case "owned":
      return ownedCode(choice);
    case "member":
      return call("memberOf", string(choice.members), options(choice.options));
    case "custom":
      return call("custom", options(choice.options));
    case "service":
      return call("serviceOnly");
    case "closed":
      return call("closed");
  }
}

/** The shortest preset for it. */
function ownedCode({ column, options: given }: Extract<DraftedAccess, { kind: "owned" }>): CodeNode {
  const { select, insert, update, delete: remove, within, writable, readOnly } = given;
  const withheld = [insert, update, remove].filter((one) => one === false).length;
  if (select === undefined && withheld === 3) return call("readOwn", string(column));
  const onlyUpdate = select === undefined && withheld === 1 && update === false;
  if (onlyUpdate && writable === undefined && readOnly === undefined) {
    return call("appendOnly", string(column), options({ within }));
  }
  return call("ownedBy", string(column), options(given));
}

/** Every row for readers, and the writes of the base. */
function readable(base: CodeNode, choice: DraftedAccess, readers: ReaderGroup): CodeNode {
  const everybody = readers === "everybody";
  if (choice.kind === "service") {
    const entries = [
      spread(call("publicRead")),
      { key: "anon", value: member(call("serviceOnly"), ".anon") },
    ];
    return everybody ? call("publicRead") : { kind: "object", entries };
  }
  const select = { key: "select", value: member(call("publicRead"), ".authenticated.select") };
  const authenticated: CodeNode = {
    kind: "object",
    entries: [spread(member(base, ".authenticated")), select],
  };
  return {
    kind: "object",
    entries: [
      spread(everybody ? call("publicRead") : call("serviceOnly")),
      { key: "authenticated", value: authenticated },
    ],
  };
}

function spread(value: CodeNode): CodeProperty {
  return { key: null, value };
}

function member(code: CodeNode, path: string): CodeNode {
  return code.kind === "call" ? { ...code, member: path } : code;
}

/** In the order in which they are read: where, what, which columns. */
const order = [
  ...["column", "team", "user", "role", "within", "write", "select", "insert", "update", "delete"],
  ...["anon", "writable", "readOnly"],
];

function options(given: object): CodeNode {
  const fields = Object.entries(given).sort(([one], [other]) => order.indexOf(one) - order.indexOf(other));
  return object(Object.fromEntries(fields.map(([key, value]) => [key, valueCode(value)])));
}

function valueCode(value: unknown): CodeNode | undefined {
  if (value === undefined) return undefined;
  if (value === false) return text("false");
  if (Array.isArray(value)) return list(value.map(String));
  return typeof value === "string" ? string(value) : options(value as object);
}
