import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { RowproofError } from "../diagnostic.js";
import { type ParsedStatement, parseStatements, SyntaxFault } from "../sql/parser.js";
import { excerptAt, positionAt } from "../sql/position.js";
import { transactionControl } from "./transaction-control.js";

/** One migration file, split into its statements. */
export interface Migration {
  /** Digits; `00000000000000`, `20250115`, `20260114093000`. */
  readonly version: string;
  /** The file's name without version and extension. */
  readonly name: string;
  /** The file's name, as messages give it. */
  readonly fileName: string;
  readonly file: string;
  readonly text: string;
  readonly statements: readonly ParsedStatement[];
  /** False where the header asks to run outside a transaction: `-- rowproof: no-transaction`. It may hold blocks then. */
  readonly transactional: boolean;
}

export interface MigrationFolder {
  readonly directory: string;
  /** Versions of files whose names do not begin with one. */
  readonly versions: Readonly<Record<string, string>>;
  /** Whether the folder may not be there yet: there are no migrations then. */
  readonly mayBeAbsent?: boolean;
}

/**
 * Reads a folder of `.sql` files in the order in which they run.
 *
 * The version is the name's leading digits up to an underscore, as the Supabase CLI reads it, or what `versions` gives.
 * A shorter version stands for the first moment it can mean: `20250115` orders like `20250115000000`.
 *
 * @throws {RowproofError} exit code 2, with all mistakes of all files: no version, two files of one version, text that is
 *   not SQL (line, column, caret), transaction control inside a file that is one transaction, blocks that do not close
 */
export async function readMigrations(folder: MigrationFolder): Promise<readonly Migration[]> {
  const names = (await listFolder(folder)).filter((name) => name.endsWith(".sql")).sort();
  const read = await Promise.all(names.map((name) => readMigration(folder, name)));
  const mistakes = [...read.flatMap((outcome) => outcome.mistakes), ...unknownFiles(folder, names)];
  const migrations = read
    .flatMap((outcome) => (outcome.migration === null ? [] : [outcome.migration]))
    .sort((left, right) => compareVersions(left.version, right.version));
  mistakes.push(...sameVersions(migrations));
  if (mistakes.length === 1 && mistakes[0] !== undefined) throw mistakes[0];
  if (mistakes.length > 0) throw manyMistakes(folder.directory, mistakes);
  return migrations;
}

/** Orders versions as moments in time: right-padded to fourteen digits, then as text. */
export function compareVersions(left: string, right: string): number {
  const [one, other] = [left.padEnd(14, "0"), right.padEnd(14, "0")];
  return one < other ? -1 : one > other ? 1 : 0;
}

async function listFolder({ directory, mayBeAbsent }: MigrationFolder): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (mayBeAbsent && (error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new RowproofError(
      {
        id: "migration/no-folder",
        message: `the folder of migrations cannot be read: ${directory}`,
        why: `the contract's "migrations" names it${error instanceof Error && "code" in error ? ` (${String(error.code)})` : ""}`,
        fix: "make the folder, or correct the path in the contract",
      },
      2,
      { cause: error },
    );
  }
}

interface MigrationResult {
  readonly migration: Migration | null;
  readonly mistakes: readonly RowproofError[];
}

async function readMigration(folder: MigrationFolder, fileName: string): Promise<MigrationResult> {
  const file = path.join(folder.directory, fileName);
  const text = await readFile(file, "utf8");
  const named = /^(\d+)_(.+)\.sql$/.exec(fileName);
  const version = folder.versions[fileName] ?? named?.[1];
  if (version === undefined) return { migration: null, mistakes: [noVersion(file, fileName)] };
  try {
    const statements = await parseStatements(text);
    const transactional = !/^--\s*rowproof:\s*no-transaction\s*$/im.test(headerOf(text));
    const name = named?.[2] ?? fileName.slice(0, -".sql".length);
    const migration = { version, name, fileName, file, text, statements, transactional };
    return { migration, mistakes: transactionControl(migration) };
  } catch (error) {
    if (error instanceof SyntaxFault)
      return { migration: null, mistakes: [notSql(file, fileName, text, error)] };
    throw error;
  }
}

/** The comment lines at the top of a file. */
function headerOf(text: string): string {
  const lines = text.split(/\r?\n/);
  const end = lines.findIndex((line) => line.trim() !== "" && !line.trimStart().startsWith("--"));
  return lines.slice(0, end === -1 ? lines.length : end).join("\n");
}

function noVersion(file: string, fileName: string): RowproofError {
  return new RowproofError(
    {
      id: "migration/no-version",
      message: `${fileName} has no version`,
      why: "its name does not begin with digits and an underscore, and the contract gives it no version, so its turn is unknown",
      fix: `rename it to YYYYMMDDHHMMSS_${fileName}, or write versions: { "${fileName}": "YYYYMMDDHHMMSS" } in the contract`,
      place: { file, line: 1 },
    },
    2,
  );
}

function notSql(file: string, fileName: string, text: string, fault: SyntaxFault): RowproofError {
  const position = fault.offset === null ? { line: 1, column: 1 } : positionAt(text, fault.offset);
  const psqlCommand = /^\s*\\\w/m.test(text);
  return new RowproofError(
    {
      id: "migration/syntax",
      sqlstate: "42601",
      message: `${fileName}: ${fault.message}`,
      why: psqlCommand
        ? "the file has commands of psql (a line that begins with a backslash), which are not SQL"
        : "Postgres's parser stops there; nothing was run",
      fix: psqlCommand ? "take the backslash commands out of the file" : "correct the statement at the caret",
      place: { file, ...position },
      excerpt: excerptAt(text, position),
    },
    2,
  );
}

function sameVersions(migrations: readonly Migration[]): readonly RowproofError[] {
  return migrations.flatMap((migration, index) => {
    const earlier = migrations[index - 1];
    if (earlier === undefined || compareVersions(earlier.version, migration.version) !== 0) return [];
    return [
      new RowproofError(
        {
          id: "migration/same-version",
          message: `${earlier.fileName} and ${migration.fileName} have the same version`,
          why: `both read as ${migration.version}, so their order is not defined`,
          fix: "give one of them another version, in its name or in the contract's versions",
          place: { file: migration.file, line: 1 },
        },
        2,
      ),
    ];
  });
}

function unknownFiles(folder: MigrationFolder, names: readonly string[]): readonly RowproofError[] {
  return Object.keys(folder.versions)
    .filter((name) => !names.includes(name))
    .map(
      (name) =>
        new RowproofError(
          {
            id: "migration/unknown-file",
            message: `there is no migration ${name}`,
            why: "the contract gives it a version, but the folder of migrations has no file of that name",
            fix: "correct the name in the contract's versions, or remove the entry",
          },
          2,
        ),
    );
}

function manyMistakes(directory: string, mistakes: readonly RowproofError[]): RowproofError {
  return new RowproofError(
    {
      id: "migration/invalid",
      message: `${mistakes.length} mistakes in the migrations of ${directory}`,
      why: "each is listed below; nothing was run",
      fix: "fix them all, then run again",
      details: mistakes,
    },
    2,
  );
}
