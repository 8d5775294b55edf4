import type { Relation } from "../../catalog/facts.js";
import type { ContractRole } from "../../contract/contract.js";
import type { Finding } from "../../diagnostic.js";
import { counted } from "../../sql/list.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteRelation } from "../../sql/quote.js";
import type { Check } from "../check.js";
import { listPrivileges, revokeStatements, sourceClause } from "../grant-source.js";
import type { Held } from "../privilege-difference.js";
import type { Subject } from "../subject.js";

export const sequences: Check = {
  id: "sequences",
  part: "security",
  holds: "Sequences can be used only where an insert needs them",
  summary: (subject) => counted(ownSequences(subject).length, "sequence"),
  find: (subject) => ownSequences(subject).flatMap((sequence) => sequenceFindings(subject, sequence)),
};

export function ownSequences({ catalog }: Subject): readonly Relation[] {
  return catalog.relations.filter(({ kind, extension }) => kind === "sequence" && extension === null);
}

function sequenceFindings(subject: Subject, sequence: Relation): readonly Finding[] {
  return (["anon", "authenticated", "service_role"] as const).flatMap((role): Finding[] => {
    const needed = needsSequence(subject, sequence, role);
    const held = sequence.effective.filter((privilege) => privilege.role === role);
    const lacks = needed && !held.some(({ privilege }) => privilege === "USAGE" || privilege === "UPDATE");
    const excess =
      role === "service_role" ? [] : held.filter(({ privilege }) => !(needed && privilege === "USAGE"));
    return [
      ...(lacks ? [missing(sequence, role)] : []),
      ...(excess.length === 0 ? [] : [tooMuch(subject, sequence, role, excess, needed)]),
    ];
  });
}

/** A default of `nextval` runs as whoever inserts; an identity column needs no privilege on its sequence. */
export function needsSequence(subject: Subject, sequence: Relation, role: ContractRole): boolean {
  const name = `${quoteRelation(sequence)}`;
  return subject.tables.some((table) => {
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
    why: "the contract lets it insert, and a column's default asks the sequence for the next value",
    fix: `grant usage on sequence ${quoteRelation(sequence)} to ${role};`,
  };
}

function tooMuch(
  subject: Subject,
  sequence: Relation,
  role: ContractRole,
  excess: readonly Held[],
  needed: boolean,
): Finding {
  return {
    id: "grant/excess",
    level: role === "anon" ? "error" : "warning",
    object: objectOf(sequence),
    message: `${role} has ${listPrivileges(excess)} on ${objectOf(sequence)}${sourceClause(subject, sequence, role, excess)}`,
    why: needed
      ? "an insert needs only usage; select tells how many rows there are, and update lets the count be moved"
      : "no insert of the contract asks this sequence for a value",
    fix: revokeStatements(
      subject,
      sequence,
      role,
      excess,
      needed ? [{ privilege: "USAGE", columns: null }] : [],
    ),
  };
}
