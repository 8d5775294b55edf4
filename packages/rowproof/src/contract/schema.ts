import { z } from "zod";
import { commands, contractRoles } from "./contract.js";
import type { Config } from "./define.js";
import type { Mistake } from "./mistake.js";
import { presetMistakes } from "./preset-mistakes.js";
import { examples, meanings } from "./schema-words.js";
import { suggestName } from "./suggestion.js";

const name = z.string().min(1).regex(/\S/);
const rows = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("own"), column: name, within: name.optional() }),
  z.strictObject({
    kind: z.literal("member"),
    column: name,
    members: name,
    team: name,
    user: name,
    roles: z.strictObject({ column: name, among: z.array(z.string()).min(1) }).optional(),
  }),
  z.strictObject({ kind: z.literal("where"), predicate: name, owner: name.optional() }),
  z.strictObject({ kind: z.literal("all") }),
]);
const commandAccess = z.strictObject({
  rows,
  columns: z.array(name).min(1).optional(),
  except: z.array(name).min(1).optional(),
});
const roleAccess = z.record(z.enum(commands), commandAccess);
const access = z.record(z.enum(contractRoles), roleAccess);
const table = z.strictObject({
  access,
  views: z.array(name).optional(),
  aliases: z.array(name).optional(),
  purpose: z.string().optional(),
});
const routine = z.strictObject({
  execute: z.array(z.enum(contractRoles)),
  reaches: z.array(name).optional(),
});
const value = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.unknown()),
  z.strictObject({ sql: name }),
]);
const fixtureRow = z.record(name, value);
const actor = z.strictObject({
  role: z.enum(contractRoles).optional(),
  claims: z.record(z.string(), z.unknown()).optional(),
  rows: z.record(name, fixtureRow).optional(),
});
const config = z.strictObject({
  database: name.optional(),
  migrations: name,
  versions: z.record(z.string(), z.string().regex(/^\d+$/)).optional(),
  schema: name,
  guide: name.optional(),
  schemas: z.array(name).min(1).optional(),
  tables: z.record(name, table),
  routines: z.record(name, routine).optional(),
  actors: z.record(name, actor).optional(),
  fixtures: z.record(name, z.array(fixtureRow).min(1)).optional(),
});

/** The config with the shape of its type, or all mistakes of shape. */
export type ShapedConfig = { readonly config: Config } | { readonly mistakes: readonly Mistake[] };

/** Reads the value that a config file exports. Nothing is thrown: mistakes are values. */
export function shapeConfig(value: unknown): ShapedConfig {
  const parsed = config.safeParse(value);
  const options = presetOptionMistakes(value);
  const shapes = parsed.success
    ? []
    : withoutEchoes(distinct(parsed.error.issues.flatMap((issue) => explain(issue, value))));
  // A wrong option makes the preset's result wrong too: only the option is reported.
  const spoilt = new Set(options.map(({ path }) => path.slice(0, 3).join("\0")));
  const mistakes = [...shapes.filter(({ path }) => !spoilt.has(path.join("\0"))), ...options];
  if (mistakes.length > 0 || !parsed.success) return { mistakes };
  return { config: value as Config };
}

/** A misspelt key is one mistake: that the right key is missing follows from it. */
function withoutEchoes(mistakes: readonly Mistake[]): readonly Mistake[] {
  const misspelt = mistakes.filter(({ id }) => id === "contract/unknown-key");
  return mistakes.filter(
    ({ id, path }) =>
      id !== "contract/missing-key" ||
      !misspelt.some((other) => {
        const meant = [
          ...other.path.slice(0, -1),
          suggestName(other.path.at(-1) ?? "", knownKeys(other.path.slice(0, -1))),
        ];
        return meant.join("\n") === path.join("\n");
      }),
  );
}

type SchemaIssue = z.core.$ZodIssue;

function explain(issue: SchemaIssue, value: unknown): readonly Mistake[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key));
  if (path[0] === "tables" && path[2] === "access") return [wrongAccess(path, value)];
  const missing = issue.code === "invalid_type" && valueAt(value, path) === undefined;
  return [missing ? missingKey(path) : wrongValue(path, issue)];
}

function unknownKey(path: readonly string[], key: string): Mistake {
  const known = knownKeys(path);
  const suggestion = suggestName(key, known);
  return {
    id: "contract/unknown-key",
    message: `"${key}" is not a field of ${describe(path)}`,
    why: `the fields of ${describe(path)} are ${known.join(", ")}`,
    fix: suggestion === undefined ? "take it out" : `did you mean "${suggestion}"?`,
    path: [...path, key],
  };
}

function missingKey(path: readonly string[]): Mistake {
  const key = path.at(-1) ?? "";
  const parent = path.slice(0, -1);
  return {
    id: "contract/missing-key",
    message: `${describe(parent)} has no "${key}"`,
    why: `"${key}" is ${meanings[key] ?? "required"}`,
    fix: `write ${key}: ${examples[key] ?? "…"}`,
    path,
  };
}

function wrongValue(path: readonly string[], issue: SchemaIssue): Mistake {
  const key = fieldAt(path);
  return {
    id: "contract/wrong-value",
    message: `${describe(path)} has a wrong value`,
    why:
      meanings[key] === undefined
        ? issue.message
        : `${key.includes(" ") ? `a ${key}` : `"${key}"`} is ${meanings[key]}`,
    fix: examples[key] === undefined ? "write the expected value" : `write ${examples[key]}`,
    path,
  };
}

/** The field that a value belongs to. Names of tables, columns and actors are not fields. */
function fieldAt(path: readonly string[]): string {
  const [family, , third] = path;
  if (family === "versions") return "version";
  if (family === "fixtures" && path.length > 1) return rowField(path.slice(1));
  if (family === "actors" && path.length === 2) return "actor";
  if (family === "actors" && third === "claims") return "claims";
  if (family === "actors" && third === "rows" && path.length > 3) return rowField(["", ...path.slice(3)]);
  return path.findLast((part) => !/^\d+$/.test(part)) ?? "";
}

/** By its depth below the table's name. */
function rowField(path: readonly string[]): string {
  return ["fixture rows", "fixture row"][path.length - 1] ?? "fixture value";
}

function wrongAccess(path: readonly string[], value: unknown): Mistake {
  const place = path.slice(0, 3);
  const key = path.at(-1) ?? "";
  const about = `table ${path[1]}`;
  if (valueAt(value, place) === undefined) return missingKey(place);
  const named = namedArguments[key];
  if (named !== undefined) {
    return {
      id: "contract/wrong-value",
      message: `the ${named.what} of ${about} is not a name`,
      why: `"${key}" is the name of a ${named.of}`,
      fix: `write ${named.example}`,
      path: place,
    };
  }
  const limit = path.includes("columns") ? "writable" : path.includes("except") ? "readOnly" : undefined;
  if (limit !== undefined) {
    return {
      id: "contract/wrong-value",
      message: `the ${limit === "writable" ? "writable" : "read-only"} columns of ${about} are not a list of names`,
      why: `"${limit}" is ${meanings[limit]}`,
      fix: `write ${examples[limit]}; if nothing may be written, write insert: false, update: false`,
      path: [...place, limit],
    };
  }
  return {
    id: "contract/wrong-value",
    message: `the access of ${about} is not what a preset returns`,
    why: "an access says, for each role and each command, which rows may be reached",
    fix: `write ${examples.access}`,
    path: place,
  };
}

/** The arguments of presets that are names. */
const namedArguments: Readonly<Record<string, { what: string; of: string; example: string }>> = {
  column: {
    what: "owner column",
    of: "column of the table",
    example: 'ownedBy("user_id") with the column\'s name',
  },
  owner: {
    what: "owner column",
    of: "column of the table",
    example: 'ownedBy("user_id") with the column\'s name',
  },
  within: { what: "parent table", of: "table of the contract", example: 'within: "Parent"' },
  members: {
    what: "table of members",
    of: "table of the contract",
    example: 'memberOf("team_members") with the name of the table that lists the members of each team',
  },
};

function presetOptionMistakes(value: unknown): readonly Mistake[] {
  const tables = valueAt(value, ["tables"]);
  if (typeof tables !== "object" || tables === null) return [];
  return Object.keys(tables).flatMap((table) => {
    const path = ["tables", table, "access"];
    return presetMistakes(valueAt(value, path)).map(({ option, known, expected = "", fix }): Mistake => {
      const suggestion = suggestName(option, known ?? []);
      const misspelt = suggestion === undefined ? "take it out" : `did you mean "${suggestion}"?`;
      const flagged = expected === "it may only be false" ? `${option}: false` : `the expected value`;
      return {
        id: known === undefined ? "contract/wrong-value" : "contract/unknown-key",
        message:
          known === undefined
            ? `the access of table ${table} cannot take this value of ${option}`
            : `the access of table ${table} has no option ${option}`,
        why:
          known === undefined
            ? expected.replace(/^it/, `"${option}"`)
            : `the options are ${known.join(", ")}`,
        fix: fix ?? (known === undefined ? `write ${flagged}, or remove it` : misspelt),
        path: [...path, option],
      };
    });
  });
}

function knownKeys(path: readonly string[]): readonly string[] {
  if (path.length === 0) return Object.keys(config.shape);
  if (path[0] === "tables" && path.length === 2) return Object.keys(table.shape);
  if (path[0] === "routines" && path.length === 2) return Object.keys(routine.shape);
  if (path[0] === "actors" && path.length === 2) return Object.keys(actor.shape);
  return [];
}

function describe(path: readonly string[]): string {
  const [family, name, ...rest] = path;
  if (family === undefined) return "the config";
  const noun = {
    tables: "table",
    routines: "routine",
    versions: "version of",
    actors: "actor",
    fixtures: "fixture of",
  }[family];
  if (noun === undefined || name === undefined) return family;
  return [`${noun} ${name}`, ...rest.filter((part) => !/^\d+$/.test(part))].join(", ");
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
    value,
  );
}

/** A preset repeats its arguments for each command: a mistake in one is reported once. */
function distinct(mistakes: readonly Mistake[]): readonly Mistake[] {
  const seen = new Map(
    mistakes.map((mistake) => [`${mistake.path.join("\0")}\0${mistake.message}`, mistake]),
  );
  return [...seen.values()];
}
