import { withExpressions } from "../policy.mjs";
import { identifier, piece, raw } from "../statement.mjs";
import { isForOwn } from "../subject.mjs";

const injective =
  "uuid to text and back loses nothing: two uuids are equal when their texts are, and nulls stay nulls";
const spelledAsParent =
  "a row whose owner is spelled otherwise needs a parent that is spelled so too, by a key, and the parent's own policies let no user write one";

/**
 * The column is cast, not the caller's id. A text column that holds no uuid in one row raises (22P02) for everybody, and
 * one that spells a uuid otherwise is somebody's.
 * @type {import("../mutants.mjs").MutantClass}
 */
export const policyCast = {
  name: "policy cast the other way",
  changes: ({ policies }) =>
    policies
      .filter(isForOwn)
      .filter(({ policy }) => policy.command === "select" || policy.command === "insert")
      .map(({ table, policy }) => ({
        on: `${policy.name} on ${table.name}`,
        sql: withExpressions({ table, policy }, () => castColumn(table.owner)),
        ...whyEqual(table, policy),
      })),
};

function whyEqual({ owner, relation }, { command }) {
  if (owner.type === "uuid") return { equivalent: injective };
  const within = relation.constraints.some(
    ({ references, columns }) => references?.schema === "public" && columns.includes(owner.name),
  );
  return within && command === "insert" ? { equivalent: spelledAsParent } : {};
}

function castColumn({ name, type }) {
  return type === "uuid"
    ? piece`${identifier(name)}::text = ${raw("(select auth.uid()::text)")}`
    : piece`${identifier(name)}::uuid = ${raw("(select auth.uid())")}`;
}
