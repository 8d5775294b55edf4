import { RowproofError } from "../../diagnostic.js";

/** An error that no room expects. Its message may hold anything, so only its kind and place are shown. */
export function unexpected(error: unknown): RowproofError {
  const stack = error instanceof Error ? (error.stack ?? "").split("\n") : [];
  const at = stack.find((line) => line.trimStart().startsWith("at "))?.trim() ?? "at an unknown place";
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  const kind = error instanceof Error ? error.name : typeof error;
  return new RowproofError(
    {
      id: "internal/unexpected",
      message: `an unexpected error stopped the command: ${kind}${code}`,
      why: `it was raised ${at}`,
      fix: "run it again; if it happens again, report it with this text",
    },
    3,
    { cause: error },
  );
}
