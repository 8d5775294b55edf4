import type { Access } from "./contract.js";

/** An option that a preset does not accept. It is stored and not thrown, so that all mistakes are reported together. */
export interface PresetMistake {
  readonly option: string;
  /** The known options, if this is not one of them. */
  readonly known?: readonly string[];
  /** What is expected, if the value has the wrong kind. */
  readonly expected?: string;
  /** What to do instead, if writing the expected value would not help. */
  readonly fix?: string;
}

/** The kind of value that an option takes, with its description. */
export interface OptionKind {
  readonly expected: string;
  readonly fix?: string;
  accepts(value: unknown): boolean;
}

export const predicateOrFalse: OptionKind = {
  expected: "it is an SQL predicate, as a string, or false",
  accepts: (value) => typeof value === "boolean" || (typeof value === "string" && value.trim() !== ""),
};
/** A predicate decides which rows are written, so they need not be the user's own, and `within` has no owner to compare. */
export const besideOwnWrites: OptionKind = {
  expected: "it applies to rows that users write as their own, but insert or update has a predicate",
  fix: "take it out, or leave insert and update to the user's own rows",
  accepts: () => false,
};
export const flag: OptionKind = {
  expected: "it may only be false",
  accepts: (value) => typeof value === "boolean",
};
/** Any value: it is checked later, with the whole access. */
export const anything: OptionKind = { expected: "", accepts: () => true };
export const name: OptionKind = {
  expected: "it is a name",
  accepts: (value) => typeof value === "string" && value.trim() !== "",
};
export const rolesOrFalse: OptionKind = {
  expected: 'it is a list of roles, such as ["owner", "admin"], or false',
  accepts: (value) =>
    value === false || (Array.isArray(value) && value.every((item) => typeof item === "string")),
};
export const predicate: OptionKind = {
  expected: "it is an SQL predicate, as a string",
  accepts: (value) => typeof value === "string" && value.trim() !== "",
};

// Registered, not private: a project may load its own copy of this package next to the one that runs.
const mistakesKey = Symbol.for("rowproof: mistakes of a preset");

/** The mistakes in the arguments of the preset that made this value. */
export function presetMistakes(access: unknown): readonly PresetMistake[] {
  if (typeof access !== "object" || access === null || !(mistakesKey in access)) return [];
  return access[mistakesKey] as readonly PresetMistake[];
}

/** The value with the mistakes in its options. */
export function withMistakes(
  access: Access,
  options: object,
  kinds: Readonly<Record<string, OptionKind>>,
): Access {
  const all = [...presetMistakes(access), ...optionMistakes(options, kinds)];
  return all.length === 0 ? access : Object.assign({ ...access }, { [mistakesKey]: all });
}

function optionMistakes(
  options: object,
  kinds: Readonly<Record<string, OptionKind>>,
): readonly PresetMistake[] {
  return Object.entries(options ?? {}).flatMap(([option, value]): PresetMistake[] => {
    const kind = kinds[option];
    if (kind === undefined) return [{ option, known: Object.keys(kinds) }];
    if (value === undefined || kind.accepts(value)) return [];
    const { expected, fix } = kind;
    return [{ option, expected, ...(fix === undefined ? {} : { fix }) }];
  });
}
