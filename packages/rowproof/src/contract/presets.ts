import type { Access, Command, CommandAccess, Rows } from "./contract.js";

/** What `ownedBy` may be told beside the owner's column. */
export interface OwnedByOptions {
  /** A table of the contract: a written row must point to a row there that has the same owner. */
  readonly within?: string;
  readonly select?: false;
  readonly insert?: false;
  readonly update?: false;
  readonly delete?: false;
  /** The only columns that a user may write, by update and by insert; absent: all of them. */
  readonly writable?: readonly string[];
}

const ownedByOptions = ["within", "select", "insert", "update", "delete", "writable"] as const;
const appendOnlyOptions = ["within"] as const;

const nothing: CommandAccess = { rows: { kind: "none" } };
const everything: CommandAccess = { rows: { kind: "all" } };
const nowhere: Access["anon"] = { select: nothing, insert: nothing, update: nothing, delete: nothing };
const everywhere: Access["anon"] = {
  select: everything,
  insert: everything,
  update: everything,
  delete: everything,
};

/**
 * A signed-in user may do everything with the rows whose `column` holds their id, less what the options withhold.
 * The service may do everything, others nothing.
 *
 * @example
 * ownedBy("user_id", { insert: false, delete: false, writable: ["voice_enabled"] });
 */
export function ownedBy(column: string, options: OwnedByOptions = {}): Access {
  const { within, writable } = options;
  const rows = (command: Command): Rows => {
    if (options[command] === false) return { kind: "none" };
    const written = command === "insert" || command === "update";
    return { kind: "own", column, ...(written && within !== undefined ? { within } : {}) };
  };
  // Where neither is allowed the limit stays in sight, so that the contradiction is found when the file is loaded.
  const readOnly = options.insert === false && options.update === false;
  const write = (command: "insert" | "update"): CommandAccess => {
    const limited = writable !== undefined && (readOnly || options[command] !== false);
    return { rows: rows(command), ...(limited ? { columns: writable } : {}) };
  };
  return withMistakes(
    {
      anon: nowhere,
      authenticated: {
        select: { rows: rows("select") },
        insert: write("insert"),
        update: write("update"),
        delete: { rows: rows("delete") },
      },
      service_role: everywhere,
    },
    optionMistakes(options, ownedByOptions),
  );
}

/** A signed-in user may read, add and delete their own rows; a row that is written stays as it is. */
export function appendOnly(column: string, options: Pick<OwnedByOptions, "within"> = {}): Access {
  const access = ownedBy(column, {
    update: false,
    ...(options.within === undefined ? {} : { within: options.within }),
  });
  return withMistakes(access, optionMistakes(options, appendOnlyOptions));
}

/** A signed-in user may read their own rows, and write none. */
export function readOwn(column: string): Access {
  return ownedBy(column, { insert: false, update: false, delete: false });
}

/** Only the service may reach the table. */
export function serviceOnly(): Access {
  return { anon: nowhere, authenticated: nowhere, service_role: everywhere };
}

/** Nobody but the table's owner may reach it, not even the service: for the bookkeeping of other tools. */
export function closed(): Access {
  return { anon: nowhere, authenticated: nowhere, service_role: nowhere };
}

/** Something that a preset was told and does not know. It is kept, not thrown, so that all mistakes are told at once. */
export interface PresetMistake {
  readonly option: string;
  /** The options there are, where this one is not among them. */
  readonly known?: readonly string[];
}

// Registered, not private: a project may load its own copy of this package beside the one that runs.
const mistakesKey = Symbol.for("rowproof: mistakes of a preset");

/** What was wrong with the arguments of the preset that made this value. */
export function presetMistakes(access: unknown): readonly PresetMistake[] {
  if (typeof access !== "object" || access === null || !(mistakesKey in access)) return [];
  return access[mistakesKey] as readonly PresetMistake[];
}

function withMistakes(access: Access, mistakes: readonly PresetMistake[]): Access {
  const all = [...presetMistakes(access), ...mistakes];
  return all.length === 0 ? access : Object.assign({ ...access }, { [mistakesKey]: all });
}

function optionMistakes(options: object, known: readonly string[]): readonly PresetMistake[] {
  return Object.entries(options).flatMap(([option, value]): PresetMistake[] => {
    if (!known.includes(option)) return [{ option, known }];
    const flag = option !== "within" && option !== "writable";
    return flag && typeof value !== "boolean" && value !== undefined ? [{ option }] : [];
  });
}
