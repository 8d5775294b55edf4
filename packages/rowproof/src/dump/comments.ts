import type { Relation } from "../catalog/facts.js";
import { identifier, literal, type Piece, raw } from "../sql/sql.js";
import { named, statement } from "./statement.js";

export function writeComment(on: Piece, comment: string | null): readonly string[] {
  return comment === null ? [] : [statement`comment on ${on} is ${literal(comment)}`];
}

/** The comments on a relation and on everything it has. */
export function writeRelationComments(relation: Relation): readonly string[] {
  const on = (keyword: string) => raw(`${keyword} ${named(relation).text}`);
  const part = (keyword: string, name: string) =>
    raw(`${keyword} ${identifier(name).text} on ${named(relation).text}`);
  return [
    ...writeComment(on(relation.kind === "partitioned table" ? "table" : relation.kind), relation.comment),
    ...relation.columns.flatMap(({ name, comment }) =>
      writeComment(raw(`column ${identifier(relation.schema, relation.name, name).text}`), comment),
    ),
    ...relation.indexes.flatMap(({ name, comment }) =>
      writeComment(raw(`index ${identifier(relation.schema, name).text}`), comment),
    ),
    ...relation.policies.flatMap(({ name, comment }) => writeComment(part("policy", name), comment)),
  ];
}

/** The comments on what is complete only when all relations are: keys that attach, triggers that are cloned. */
export function writeLateComments(relation: Relation): readonly string[] {
  const part = (keyword: string, name: string) =>
    raw(`${keyword} ${identifier(name).text} on ${named(relation).text}`);
  return [
    ...relation.constraints.flatMap(({ name, comment }) => writeComment(part("constraint", name), comment)),
    ...relation.triggers.flatMap(({ name, comment }) => writeComment(part("trigger", name), comment)),
  ];
}
