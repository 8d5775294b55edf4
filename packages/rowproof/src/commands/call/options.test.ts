import { expect, test } from "vitest";
import { RowproofError } from "../../diagnostic.js";
import * as commands from "../commands.js";

const all = new Map<string, unknown>(Object.entries(commands));
const verbs = [...all.keys()].filter((name) => name !== "RowproofError");

/** Calls a command as JavaScript can, with anything. */
async function failureOf(verb: string, given: unknown): Promise<RowproofError> {
  const call = all.get(verb) as (options: unknown) => Promise<unknown>;
  const error = await call(given).catch((thrown: unknown) => thrown);
  if (!(error instanceof RowproofError)) throw new Error(`${verb}: ${String(error)}`);
  return error;
}

test.each(verbs)("%s refuses nonsense with an id, a why and a fix", async (verb) => {
  for (const given of ["text", 7, null, [], { databse: "x" }, { signal: 1 }, { onProgress: "log" }]) {
    const error = await failureOf(verb, given);
    expect(error, JSON.stringify(given)).toMatchObject({ id: "options/invalid", exitCode: 2 });
    expect([error.message, error.why, error.fix]).not.toContain("");
  }
});

test("a misspelt option comes with the one that was meant", async () => {
  expect(await failureOf("verify", { databse: "x" })).toMatchObject({
    message: 'verify has no option "databse"',
    fix: 'write "database"',
  });
});

test("a missing option and one of another type are named", async () => {
  expect(await failureOf("restore", {})).toMatchObject({ message: 'option "backup" of restore is missing' });
  expect(await failureOf("restore", { backup: " " })).toMatchObject({
    message: 'option "backup" of restore must be the name of a backup',
  });
  expect(await failureOf("up", { gate: "none" })).toMatchObject({
    message: 'option "gate" of up must be "verify" or "prove"',
  });
  for (const budget of [0, -1, 1.5, Number.NaN, "7", Number.POSITIVE_INFINITY]) {
    expect(await failureOf("prove", { budget })).toMatchObject({ fix: "pass a whole number, 1 or more" });
  }
  for (const lockWait of [-1, Number.NaN, "1", Number.POSITIVE_INFINITY]) {
    expect(await failureOf("up", { lockWait })).toMatchObject({
      fix: "pass a number of milliseconds, 0 or more",
    });
  }
});

test("several mistakes are reported together", async () => {
  const { message, details } = await failureOf("prove", { live: 1, only: "notes", contract: 7 });
  expect(message).toBe("prove got 3 wrong options");
  expect(details.map(({ fix }) => fix).sort()).toEqual([
    "pass a contract made by defineConfig",
    "pass a list of texts",
    "pass true or false",
  ]);
});

test("a contract that is an object but no contract is refused with its mistakes", async () => {
  expect(await failureOf("matrix", { contract: { tables: 7 } })).toMatchObject({
    id: "contract/invalid",
    exitCode: 2,
  });
  expect(await failureOf("matrix", { contract: {}, config: "a.ts" })).toMatchObject({
    message: 'matrix got both "contract" and "config"',
  });
});

test("a signal that is aborted already stops the call", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  expect(await failureOf("platform", { signal })).toMatchObject({ id: "interrupted", exitCode: 3 });
});
