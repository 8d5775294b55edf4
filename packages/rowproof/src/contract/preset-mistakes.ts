import type { Access } from "./contract.js";

/** Something that a preset was told and does not know. It is kept, not thrown, so that all mistakes are told at once. */
export interface PresetMistake {
  readonly option: string;
  /** The options there are, where this one is not among them. */
  readonly known?: readonly string[];
  /** What may stand there, where the value is not of that kind. */
  readonly expected?: string;
  /** What to do instead, where to write what is expected would not help. */
  readonly fix?: string;
}

/** What an option may be: what is said of it, and whether a value is that. */
export interface OptionKind {
  readonly expected: string;
  readonly fix?: string;
  accepts(value: unknown): boolean;
}

export const predicateOrFalse: OptionKind = {
  expected: "it is an SQL predicate, as a string, or false",
  accepts: (value) => typeof value === "boolean" || (typeof value === "string" && value.trim() !== ""),
};
/** Where a predicate says which rows are written, nothing says that they are the caller's, and so whose the parent has to be. */
export const besideOwnWrites: OptionKind = {
  expected:
    "it holds for rows that users write as their own, and here insert or update has a predicate instead",
  fix: "take it out, or leave insert and update to the user's own rows",
  accepts: () => false,
};
export const flag: OptionKind = {
  expected: "it may only be false",
  accepts: (value) => typeof value === "boolean",
};
/** Read again, with its words, when the whole value is. */
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

// Registered, not private: a project may load its own copy of this package beside the one that runs.
const mistakesKey = Symbol.for("rowproof: mistakes of a preset");

/** What was wrong with the arguments of the preset that made this value. */
export function presetMistakes(access: unknown): readonly PresetMistake[] {
  if (typeof access !== "object" || access === null || !(mistakesKey in access)) return [];
  return access[mistakesKey] as readonly PresetMistake[];
}

/** The value, with what was wrong with the options it was made from. */
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
