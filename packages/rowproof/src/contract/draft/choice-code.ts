import type { Choice, Readers } from "./choice.js";
import { type Code, type Entry, list, object, string, text } from "./code.js";

/** What is imported from the package. */
type Preset =
  | "appendOnly"
  | "closed"
  | "custom"
  | "memberOf"
  | "ownedBy"
  | "publicRead"
  | "readOwn"
  | "serviceOnly";

/** A choice as it is written, in calls of presets. */
export function codeOf(choice: Choice): Code {
  const base = baseCode(choice);
  return choice.readers === undefined ? base : readable(base, choice, choice.readers);
}

/** The presets that a piece of code calls. */
export function presetsIn(code: Code): readonly string[] {
  switch (code.kind) {
    case "call":
      return [code.name, ...code.given.flatMap(presetsIn)];
    case "object":
      return code.entries.flatMap(({ value }) => presetsIn(value));
    default:
      return [];
  }
}

function call(name: Preset, ...given: readonly Code[]): Code {
  const written = given.filter((code) => code.kind !== "object" || code.entries.length > 0);
  return { kind: "call", name, given: written };
}

function baseCode(choice: Choice): Code {
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

/** The shortest preset that says it. */
function ownedCode({ column, options: given }: Extract<Choice, { kind: "owned" }>): Code {
  const { select, insert, update, delete: remove, within, writable, readOnly } = given;
  const withheld = [insert, update, remove].filter((one) => one === false).length;
  if (select === undefined && withheld === 3) return call("readOwn", string(column));
  const onlyUpdate = select === undefined && withheld === 1 && update === false;
  if (onlyUpdate && writable === undefined && readOnly === undefined) {
    return call("appendOnly", string(column), options({ within }));
  }
  return call("ownedBy", string(column), options(given));
}

/** Every row for readers, on top of what the base lets users write. */
function readable(base: Code, choice: Choice, readers: Readers): Code {
  const everybody = readers === "everybody";
  if (choice.kind === "service") {
    const entries = [
      spread(call("publicRead")),
      { key: "anon", value: member(call("serviceOnly"), ".anon") },
    ];
    return everybody ? call("publicRead") : { kind: "object", entries };
  }
  const select = { key: "select", value: member(call("publicRead"), ".authenticated.select") };
  const authenticated: Code = {
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

function spread(value: Code): Entry {
  return { key: null, value };
}

function member(code: Code, path: string): Code {
  return code.kind === "call" ? { ...code, member: path } : code;
}

/** In the order in which they are read: where, what, which columns. */
const order = [
  ...["column", "team", "user", "role", "within", "write", "select", "insert", "update", "delete"],
  ...["anon", "writable", "readOnly"],
];

function options(given: object): Code {
  const fields = Object.entries(given).sort(([one], [other]) => order.indexOf(one) - order.indexOf(other));
  return object(Object.fromEntries(fields.map(([key, value]) => [key, valueCode(value)])));
}

function valueCode(value: unknown): Code | undefined {
  if (value === undefined) return undefined;
  if (value === false) return text("false");
  if (Array.isArray(value)) return list(value.map(String));
  return typeof value === "string" ? string(value) : options(value as object);
}
