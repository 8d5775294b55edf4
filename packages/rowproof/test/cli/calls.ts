import { expect } from "vitest";
import { RowproofError } from "../../src/diagnostic.js";
import { renderDiagnostic } from "../../src/report/diagnostic.js";
import { plain } from "../../src/report/style.js";

/** What a call of a command throws, which must be a RowproofError. */
export async function failureOf(call: Promise<unknown>): Promise<RowproofError> {
  const error = await call.then(
    (value) => new Error(`the call returned ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  if (error instanceof RowproofError) return error;
  throw error;
}

/** A failure as the command line prints it, once its exit code is the expected one. */
export async function failureText(exitCode: number, call: Promise<unknown>): Promise<string> {
  const error = await failureOf(call);
  const text = renderDiagnostic(error, plain);
  expect(error.exitCode, text).toBe(exitCode);
  return text;
}
