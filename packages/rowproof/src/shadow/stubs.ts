import type { RelationName, UnreadObject } from "../catalog/facts.js";
import type { DumpPart } from "../dump/section.js";
import { named, statement } from "../dump/statement.js";
import { displayName, identifier, raw } from "../sql/sql.js";
import type { ExtensionMember } from "./foundations.js";
import type { SchemaSnapshot } from "./schema-snapshot.js";

/** The schema of the functions that the stubs need, apart from what is rebuilt. */
export const stubSchema = "rowproof_stubs";

/** Stands in for what the shadow's server lacks: the types and functions of extensions, and the platform's trigger functions. */
export function writeStubs(snapshot: SchemaSnapshot, lacking: ReadonlySet<string>): readonly DumpPart[] {
  const types = snapshot.members.filter(({ kind, extension }) => kind === "type" && lacking.has(extension));
  const functions = [...functionStubs(snapshot, lacking), ...triggerStubs(snapshot)];
  return [
    { object: stubSchema, statements: [statement`create schema ${identifier(stubSchema)}`] },
    ...types.map((type, index) => ({
      object: `type ${displayName(type.schema, type.name)}`,
      statements: writeType(type, index),
    })),
    ...functions.map((routine) => ({
      object: `function ${displayName(routine.schema, routine.name)}`,
      statements: [writeFunction(routine)],
    })),
    ...[...snapshot.catalog.unread, ...systemCollations(snapshot)].flatMap(writeSubstitute),
  ];
}

type UnwrittenObject = Pick<UnreadObject, "kind" | "description">;

/** How words are cut and texts are sorted decides nothing of who may do what: Postgres's simplest will do. */
const substitutes: Readonly<Record<string, string>> = {
  "text search configuration": "(copy = pg_catalog.simple)",
  "text search dictionary": "(template = pg_catalog.simple)",
  collation: "(provider = libc, locale = 'C')",
};

/** `pg_catalog` has a collation for each locale of the machine that the server was installed on, and this is another. */
function systemCollations({ catalog }: SchemaSnapshot): readonly UnwrittenObject[] {
  const used = catalog.relations.flatMap(({ columns }) =>
    columns.flatMap(({ collation }) => collation ?? []),
  );
  const system = new Set(used.filter((collation) => collation.startsWith("pg_catalog.")));
  return [...system].map((collation) => ({
    kind: "collation",
    description: `collation if not exists ${collation}`,
  }));
}

/** The description is what follows `create` in the statement: `collation public.german`. */
function writeSubstitute({ kind, description }: UnwrittenObject): readonly DumpPart[] {
  const substitute = substitutes[kind];
  if (substitute === undefined) return [];
  return [{ object: description, statements: [statement`create ${raw(description)} ${raw(substitute)}`] }];
}

/**
 * A type whose values are text. It takes one whole number as its modifier, as `vector(1536)` does, and the cast lets it be
 * compared and indexed as text is.
 */
function writeType(type: RelationName, index: number): readonly string[] {
  const name = named(type);
  const input = identifier(stubSchema, `input_${index}`);
  const output = identifier(stubSchema, `output_${index}`);
  return [
    statement`create type ${name}`,
    statement`create function ${input}(cstring) returns ${name} language internal immutable strict as 'textin'`,
    statement`create function ${output}(${name}) returns cstring language internal immutable strict as 'textout'`,
    statement`create type ${name} (input = ${input}, output = ${output}, like = pg_catalog.text, category = 'S', collatable = true,
      typmod_in = pg_catalog.varchartypmodin, typmod_out = pg_catalog.varchartypmodout)`,
    statement`create cast (${name} as pg_catalog.text) without function as implicit`,
  ];
}

/** Does nothing and gives nothing. It claims to be immutable, so that whatever may call the real one may call it. */
function writeFunction(routine: ExtensionMember): string {
  const { arguments: list, returns } = routine;
  return statement`create function ${named(routine)}(${raw(list ?? "")}) returns ${raw(returns ?? "void")}
    language plpgsql immutable as ${raw(`$stub$begin ${bodyOf(routine)} end$stub$`)}`;
}

function bodyOf({ arguments: list, returns }: ExtensionMember): string {
  if (returns === "trigger") return "if tg_op = 'DELETE' then return old; end if; return new;";
  const several = returns === null || returns === "void" || /^(SETOF|TABLE\()/.test(returns);
  return several || /(^|, )(INOUT|OUT) /.test(list ?? "") ? "return;" : "return null;";
}

/** The functions of extensions that are stood in for. */
export function functionStubs(
  { members }: SchemaSnapshot,
  lacking: ReadonlySet<string>,
): readonly ExtensionMember[] {
  return members.filter(({ kind, extension }) => kind === "function" && lacking.has(extension));
}

/** The trigger functions outside the schemas that are rebuilt, such as `supabase_functions.http_request()`. */
export function triggerStubs({ catalog, otherSchemas }: SchemaSnapshot): readonly ExtensionMember[] {
  const others = new Set(otherSchemas.map(({ name }) => name));
  return catalog.external.triggerRoutines
    .filter(({ schema, extension }) => extension === null && others.has(schema))
    .map(({ schema, name }) => ({
      kind: "function",
      schema,
      name,
      extension: "",
      arguments: "",
      identity: "",
      returns: "trigger",
      owner: catalog.server.currentRole,
      privileges: null,
    }));
}
