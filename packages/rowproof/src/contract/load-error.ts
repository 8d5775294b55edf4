import { basename } from "node:path";
import type { Place } from "../diagnostic.js";
import { RowproofError } from "../diagnostic.js";
import { syntaxMistake } from "./places.js";

/** The folder has no config file. */
export function noConfig(folder: string, name = "rowproof.config.ts"): RowproofError {
  return new RowproofError(
    {
      id: "contract/no-config",
      message: `there is no ${name} in ${folder}`,
      why: "the contract says who may do what with each table; without it there is nothing to check against",
      fix: "run the command in the folder that holds the config, or name it with --config FILE",
    },
    2,
  );
}

/** The file loads, but exports no contract. */
export function noDefaultExport(file: string): RowproofError {
  return new RowproofError(
    {
      id: "contract/no-default-export",
      message: `${basename(file)} has no default export`,
      why: "the contract is what the file exports by default",
      fix: "write export default defineConfig({ … })",
      place: { file, line: 1 },
    },
    2,
  );
}

/** The file is not TypeScript, or it throws. The stack is in `cause`; the message names the file's own line. */
export function contractNotLoaded(file: string, source: string, cause: unknown): RowproofError {
  const syntax = syntaxMistake(source);
  const said = cause instanceof Error ? cause.message : String(cause);
  const place = syntax
    ? { file, line: syntax.line, column: syntax.column }
    : withinLine(source, thrownAt(file, cause));
  return new RowproofError(
    {
      id: "contract/not-loaded",
      message: `${basename(file)} could not be loaded: ${masked(firstLine(syntax?.message ?? said))}`,
      why: syntax
        ? "the file is not valid TypeScript"
        : "the file, or one that it imports, threw while it was run",
      fix: place ? `fix line ${place.line} of ${basename(file)}` : `fix ${basename(file)} or what it imports`,
      ...(place === undefined ? {} : { place, excerpt: excerpt(source, place) }),
    },
    2,
    { cause },
  );
}

/** The first frame of the stack that is in the file itself. */
function thrownAt(file: string, cause: unknown): Place | undefined {
  const stack = cause instanceof Error ? (cause.stack ?? "") : "";
  for (const line of stack.split("\n")) {
    const at = line.lastIndexOf(file);
    const position = at < 0 ? null : /^:(\d+)(?::(\d+))?/.exec(line.slice(at + file.length));
    if (position?.[1] === undefined) continue;
    return {
      file,
      line: Number(position[1]),
      ...(position[2] === undefined ? {} : { column: Number(position[2]) }),
    };
  }
  return undefined;
}

/** The stack's column belongs to the compiled text. If the line has no such column, only the line is reported. */
function withinLine(source: string, place: Place | undefined): Place | undefined {
  if (place?.column === undefined) return place;
  const line = source.split("\n")[place.line - 1] ?? "";
  return place.column <= line.length ? place : { file: place.file, line: place.line };
}

function excerpt(source: string, place: Place): string {
  const line = source.split("\n")[place.line - 1] ?? "";
  const caret =
    place.column === undefined ? "" : `\n${line.slice(0, place.column - 1).replace(/[^\t]/g, " ")}^`;
  return `${masked(line)}${caret}`;
}

/** Without the passwords of connection strings: the same number of characters, so that a caret still points right. */
function masked(text: string): string {
  return text
    .replace(
      /(:\/\/[^\s:@/"'`]*:)([^\s@"'`]+)(?=@)/g,
      (_, before: string, password: string) => before + "*".repeat(password.length),
    )
    .replace(
      /((?:password|passwd|secret|token)=)([^\s&"'`]+)/gi,
      (_, before: string, value: string) => before + "*".repeat(value.length),
    );
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
