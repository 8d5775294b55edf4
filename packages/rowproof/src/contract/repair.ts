import { nowhere } from "./access.js";
import type { Access } from "./contract.js";
import type { Config } from "./define.js";
import type { Mistake } from "./mistake.js";

/** A config without the parts that have the wrong shape, so that the rest can still be checked. */
export interface RepairedConfig {
  /** Must be parsed again: what is left may still have a wrong shape. */
  readonly config: Config;
  /** The keys of tables whose access could not be read. Nothing can be said about what it gives. */
  readonly unclear: ReadonlySet<string>;
}

type ConfigFields = Readonly<Record<string, unknown>>;

const closed: Access = { anon: nowhere, authenticated: nowhere, service_role: nowhere };

/** What stands in for an entry whose own value is wrong, by the field that holds it. */
const standIns: Readonly<Record<string, unknown>> = {
  tables: { access: closed },
  routines: { execute: [] },
  actors: {},
};

/**
 * Takes every part out of a config that has a mistake of shape.
 * @returns undefined if the rest means nothing without it: no tables, or no schemas in which to look for them
 */
export function repairConfig(value: unknown, mistakes: readonly Mistake[]): RepairedConfig | undefined {
  const paths = mistakes.map(({ path }) => path);
  if (!isFields(value) || paths.some(([field, entry]) => field === undefined || isNeeded(field, entry))) {
    return undefined;
  }
  const unclear = new Set<string>();
  let config: ConfigFields = value;
  for (const path of paths) {
    const [family = "", key = "", field] = path;
    if (family === "tables" && (field === undefined || field === "access")) unclear.add(key);
    config = without(config, path);
  }
  return { config: config as unknown as Config, unclear };
}

function isNeeded(field: string, entry: string | undefined): boolean {
  return field === "schemas" || (field === "tables" && entry === undefined);
}

function without(config: ConfigFields, [family = "", key, field]: readonly string[]): ConfigFields {
  const entries = config[family];
  if (key === undefined || !isFields(entries)) {
    // The two paths that a config must have: nothing is read from them here.
    return family === "migrations" || family === "schema"
      ? { ...config, [family]: "." }
      : omit(config, family);
  }
  const entry = entries[key];
  const standIn = standIns[family];
  if (standIn === undefined) return { ...config, [family]: omit(entries, key) };
  const repaired = field === undefined || !isFields(entry) ? standIn : withStandIn(entry, field, standIn);
  return { ...config, [family]: { ...entries, [key]: repaired } };
}

/** The entry without one field, or with the field's stand-in if it must have it. */
function withStandIn(entry: ConfigFields, field: string, standIn: unknown): ConfigFields {
  const left = omit(entry, field);
  return isFields(standIn) && field in standIn ? { ...left, [field]: standIn[field] } : left;
}

function omit(fields: ConfigFields, key: string): ConfigFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));
}

function isFields(value: unknown): value is ConfigFields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
