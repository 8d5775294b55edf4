import type { Relation } from "../../catalog/facts.js";
import type { ContractRole } from "../../contract/contract.js";
import type { Finding } from "../../diagnostic.js";
import { counted } from "../../sql/list.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteRelation } from "../../sql/quote.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";
import { listPrivileges, revokeStatements, sourceClause } from "../grant-source.js";
import type { Held } from "../privilege-difference.js";

export const sequences: Check = {
  id: "sequences",
  part: "security",
  holds: "Roles can use a sequence only if their inserts need it",
  summary: (context) => counted(ownSequences(context).length, "sequence"),
  find: (context) => ownSequences(context).flatMap((sequence) => sequenceFindings(context, sequence)),
};

export function ownSequences({ catalog }: CheckContext): readonly Relation[] {
  return catalog.relations.filter(({ kind, extension }) => kind === "sequence" && extension === null);
}

function sequenceFindings(context: CheckContext, sequence: Relation): readonly Finding[] {
  return (["anon", "authenticated", "service_role"] as const).flatMap((role): Finding[] => {
    const needed = needsSequence(context, sequence, role);
    const held = sequence.effective.filter((privilege) => privilege.role === role);
    const lacks = needed && !held.some(({ privilege }) => privilege === "USAGE" || privilege === "UPDATE");
    const excess =
      role === "service_role" ? [] : held.filter(({ privilege }) => !(needed && privilege === "USAGE"));
    return [
      ...(lacks ? [missing(sequence, role)] : []),
      ...(excess.length === 0 ? [] : [tooMuch(context, { sequence, role, excess, needed })]),
    ];
  });
}

/** A default of `nextval` runs as the inserting role; an identity column needs no privilege on its sequence. */
export function needsSequence(context: CheckContext, sequence: Relation, role: ContractRole): boolean {
  const name = `${quoteRelation(sequence)}`;
  return context.tables.some((table) => {
    if (table.access[role].insert.rows.kind === "none") return false;
    const owner = sequence.sequence?.ownedBy;
    const owned = owner?.schema === table.schema && owner.name === table.name && !sequence.sequence?.identity;
    return table.relation.columns.some(
      (column) =>
        column.default?.includes("nextval(") &&
        ((owned && owner.column === column.name) || mentions(column.default, sequence, name)),
    );
  });
}

function mentions(expression: string, sequence: Relation, name: string): boolean {
  const plain = `${sequence.schema}.${sequence.name}`;
  return (
    expression.includes(`'${plain}'`) ||
    expression.includes(`'${name}'`) ||
    expression.includes(`."${sequence.name}"'`)
  );
}

function missing(sequence: Relation, role: ContractRole): Finding {
  return {
    id: "grant/missing",
    level: "error",
    object: objectOf(sequence),
    message: `${role} lacks usage on ${objectOf(sequence)}`,
    why: "the contract lets it insert, and a column's default calls nextval on the sequence",
    fix: `grant usage on sequence ${quoteRelation(sequence)} to ${role};`,
  };
}

/** Privileges on a sequence that a role has and should not have. */
interface SequenceExcess {
  readonly sequence: Relation;
  readonly role: ContractRole;
  readonly excess: readonly Held[];
  /** Whether an insert of the role needs the sequence. */
  readonly needed: boolean;
}

function tooMuch(context: CheckContext, { sequence, role, excess, needed }: SequenceExcess): Finding {
  return {
    id: "grant/excess",
    level: role === "anon" ? "error" : "warning",
    object: objectOf(sequence),
    message: `${role} has ${listPrivileges(excess)} on ${objectOf(sequence)}${sourceClause(context, sequence, role, excess)}`,
    why: needed
      ? "an insert needs only usage; select shows how many rows there are, and update can change the count"
      : "no insert of the contract uses this sequence",
    fix: revokeStatements(context, {
      relation: sequence,
      role,
      excess,
      expected: needed ? [{ privilege: "USAGE", columns: null }] : [],
    }),
  };
}
