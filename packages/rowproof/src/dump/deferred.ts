import type { NamedType, Relation, Routine, Schema } from "../catalog/facts.js";
import { identifier, literal, type Piece, raw } from "../sql/sql.js";
import { writeComment, writeRelationComments } from "./comments.js";
import { writeIndexes } from "./indexes.js";
import { writeRowSecurity } from "./policies.js";
import { type AclStyle, writeAcl, writeColumnGrants } from "./privileges.js";
import { named, statement } from "./statement.js";
import { writeTriggers } from "./triggers.js";

/** How roles are written, and which of them loads the dump. */
export interface DumpStyle extends AclStyle {
  readonly main: string;
}

/** What follows the definition of a relation: comments, privileges, policies. An extension's relation has only privileges. */
export function writeRelationRest(relation: Relation, style: DumpStyle): readonly string[] {
  const sequence = relation.kind === "sequence";
  const on = raw(`${sequence ? "sequence" : "table"} ${named(relation).text}`);
  const { owner, privileges } = relation;
  const acl = writeAcl(
    { kind: sequence ? "sequence" : "table", on, owner, privileges, from: "new object" },
    style,
  );
  const rights = [...acl, ...writeColumnGrants(on, relation.columns, style)];
  if (relation.extension !== null) return rights;
  const keyword = relation.kind === "partitioned table" ? "table" : relation.kind;
  // The sequence of a column follows its table's owner, and may not be given away by itself.
  const follows = relation.sequence !== null && relation.sequence.ownedBy !== null;
  return [
    ...writeIndexes(relation),
    ...writeTriggers(relation),
    ...writeRowSecurity(relation, style.role),
    ...writeRelationComments(relation),
    ...(follows ? [] : writeOwner(raw(`${keyword} ${named(relation).text}`), owner, style)),
    ...rights,
  ];
}

export function writeRoutineRest(routine: Routine, style: DumpStyle): readonly string[] {
  const keyword = routine.kind === "window" ? "function" : routine.kind;
  const name = `${named(routine).text}(${routine.arguments})`;
  const { owner, privileges } = routine;
  const granted = raw(`${keyword === "procedure" ? "procedure" : "function"} ${name}`);
  const rights = writeAcl({ kind: "routine", on: granted, owner, privileges, from: "new object" }, style);
  if (routine.extension !== null) return rights;
  const called = keyword === "aggregate" && routine.arguments === "" ? `${named(routine).text}(*)` : name;
  const on = raw(`${keyword} ${called}`);
  return [...writeComment(on, routine.comment), ...writeOwner(on, owner, style), ...rights];
}

export function writeTypeRest(type: NamedType, style: DumpStyle): readonly string[] {
  const { owner, privileges } = type;
  const acl = {
    kind: "type",
    on: raw(`type ${named(type).text}`),
    owner,
    privileges,
    from: "new object",
  } as const;
  const rights = writeAcl(acl, style);
  if (type.extension !== null) return rights;
  const on = raw(`${type.kind === "domain" ? "domain" : "type"} ${named(type).text}`);
  return [...writeComment(on, type.comment), ...writeOwner(on, owner, style), ...rights];
}

/** Postgres makes `public` itself, gives it to `pg_database_owner` and comments it. */
export function writeSchemaRest(schema: Schema, style: DumpStyle): readonly string[] {
  const usual =
    schema.name === "public"
      ? { owner: "pg_database_owner", comment: "standard public schema" }
      : { owner: style.main, comment: null };
  const on = raw(`schema ${identifier(schema.name).text}`);
  const { owner, privileges } = schema;
  return [
    ...(schema.comment === usual.comment
      ? []
      : [statement`comment on ${on} is ${schema.comment === null ? raw("null") : literal(schema.comment)}`]),
    ...(owner === usual.owner ? [] : [statement`alter ${on} owner to ${style.role(owner)}`]),
    ...writeAcl({ kind: "schema", on, owner, privileges, from: "new object" }, style),
  ];
}

function writeOwner(object: Piece, owner: string, style: DumpStyle): readonly string[] {
  return owner === style.main ? [] : [statement`alter ${object} owner to ${style.role(owner)}`];
}
