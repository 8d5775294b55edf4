import { z } from "zod";
import type { Config } from "../../contract/define.js";
import { suggestName } from "../../contract/suggestion.js";
import { type Diagnostic, RowproofError } from "../../diagnostic.js";
import type { ProgressListener } from "./event.js";

/** The options of a call that says what to listen to and when to stop. */
export interface CallOptions {
  /** Aborts the command. Open transactions are rolled back; the call then throws `interrupted`. */
  readonly signal?: AbortSignal | undefined;
  /** Is called for each event while the command works. */
  readonly onProgress?: ProgressListener | undefined;
}

/** The options of a command that works with the contract's file and the database. */
export interface FileCommandOptions extends CallOptions {
  /** The contract's file. Default: `rowproof.config.ts` in the working directory or the nearest folder above that has one. */
  readonly config?: string | undefined;
  /** `postgres://…` or `embedded:DIR`. Default: `DATABASE_URL`, then the contract's, then `.rowproof/` next to the contract. */
  readonly database?: string | undefined;
}

/** The options that most commands share. */
export interface CommandOptions extends FileCommandOptions {
  /** The contract as a value of `defineConfig`, instead of `config`. */
  readonly contract?: Config | undefined;
  /** With `contract`: the folder where its relative paths start and `.rowproof/` is. Default: the working directory. */
  readonly directory?: string | undefined;
}

// The message of each schema completes the sentence "option x must be …".
const isFunction = (value: unknown) => typeof value === "function";

/** Texts, flags and numbers as options have them, each with the words for a mistake. */
export const option = {
  text: () => z.string({ error: "a text" }).optional(),
  anyText: (error: string) => z.string({ error }),
  requiredText: (error: string) => z.string({ error }).refine((text) => text.trim() !== "", { error }),
  texts: () => z.array(z.string(), { error: "a list of texts" }).readonly().optional(),
  flag: () => z.boolean({ error: "true or false" }).optional(),
  milliseconds: () =>
    z.number({ error: milliseconds }).min(0, { error: milliseconds }).refine(Number.isFinite).optional(),
  count: () => z.int({ error: wholeNumber }).min(1, { error: wholeNumber }).optional(),
  choice: (...values: readonly [string, ...string[]]) =>
    z.enum(values, { error: values.map((value) => JSON.stringify(value)).join(" or ") }).optional(),
  callback: () => z.custom(isFunction, { error: "a function" }).optional(),
};

const milliseconds = "a number of milliseconds, 0 or more";
const wholeNumber = "a whole number, 1 or more";

/** The schema of {@link CallOptions}. */
export const callOptions = {
  signal: z.instanceof(AbortSignal, { error: "an AbortSignal" }).optional(),
  onProgress: option.callback(),
};

/** The schema of {@link FileCommandOptions}. */
export const fileCommandOptions = { ...callOptions, config: option.text(), database: option.text() };

/** The schema of {@link CommandOptions}; the contract itself is read later, with all its mistakes. */
export const commandOptions = {
  ...fileCommandOptions,
  contract: z.custom(isObject, { error: "a contract made by defineConfig" }).optional(),
  directory: option.text(),
};

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Checks the options of a call.
 * @param verb the function's name
 * @param shape a schema for each option
 * @throws {RowproofError} `options/invalid` with every mistake, exit code 2
 */
export function checkOptions(verb: string, shape: z.ZodRawShape, options: unknown): void {
  const parsed = z.strictObject(shape, { error: () => "an object" }).safeParse(options);
  const given = isObject(options) ? (options as Readonly<Record<string, unknown>>) : {};
  const mistakes = parsed.success
    ? []
    : parsed.error.issues.flatMap((issue) => mistakesOf(issue, { verb, names: Object.keys(shape), given }));
  if (given.contract !== undefined && given.config !== undefined) mistakes.push(twoContracts(verb));
  if (mistakes.length > 0) throw invalidOptions(verb, mistakes);
}

interface GivenOptions {
  readonly verb: string;
  readonly names: readonly string[];
  readonly given: Readonly<Record<string, unknown>>;
}

function mistakesOf(issue: z.core.$ZodIssue, { verb, names, given }: GivenOptions): readonly Diagnostic[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownOption(verb, key, names));
  const [name] = issue.path;
  if (name === undefined) return [notAnObject(verb)];
  const missing = given[String(name)] === undefined;
  return [
    {
      id: "options/invalid",
      message: missing
        ? `option "${String(name)}" of ${verb} is missing`
        : `option "${String(name)}" of ${verb} must be ${issue.message}`,
      why: missing ? "the command cannot work without it" : "the given value has another type or range",
      fix: `pass ${issue.message}`,
    },
  ];
}

function unknownOption(verb: string, key: string, names: readonly string[]): Diagnostic {
  const suggestion = suggestName(key, names);
  return {
    id: "options/invalid",
    message: `${verb} has no option ${JSON.stringify(key)}`,
    why: "an option that is not known would be ignored, and the command would do something else than was meant",
    fix: suggestion === undefined ? `its options are ${names.join(", ")}` : `write "${suggestion}"`,
  };
}

function notAnObject(verb: string): Diagnostic {
  return {
    id: "options/invalid",
    message: `${verb} takes one object of options`,
    why: "the given value is not an object",
    fix: `write ${verb}({ … })`,
  };
}

function twoContracts(verb: string): Diagnostic {
  return {
    id: "options/invalid",
    message: `${verb} got both "contract" and "config"`,
    why: "each of them gives the contract, and they may differ",
    fix: "pass one of them",
  };
}

function invalidOptions(verb: string, mistakes: readonly Diagnostic[]): RowproofError {
  const [only] = mistakes;
  if (only !== undefined && mistakes.length === 1) return new RowproofError(only, 2);
  return new RowproofError(
    {
      id: "options/invalid",
      message: `${verb} got ${mistakes.length} wrong options`,
      why: "nothing was done",
      fix: "fix each as described below",
      details: mistakes,
    },
    2,
  );
}
