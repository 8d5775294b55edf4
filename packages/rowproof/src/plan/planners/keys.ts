import type { Constraint, Relation, RelationName } from "../../catalog/facts.js";
import { isKeyOf, isUsers, owned } from "../../check/checks/erasure.js";
import { children, ownersAgree } from "../../check/checks/within.js";
import type { Subject } from "../../check/subject.js";
import type { Finding } from "../../diagnostic.js";
import { dollarQuoted } from "../../sql/dollar-quote.js";
import { listed } from "../../sql/list.js";
import { objectOf } from "../../sql/object-name.js";
import { quoteName, quoteRelation } from "../../sql/quote.js";
import { displayName } from "../../sql/sql.js";
import { type Action, type Group, type Planned, planned, together } from "../action.js";
import { type FreeNames, freeNames } from "../free-names.js";
import { locks } from "../locks.js";
import { findingsOf, type Planner, type Planning } from "../planning.js";
import { withUserKeys } from "../user-keys.js";
import type { Violation } from "../violations.js";
import { definitionOf, keyOfWanted, type WantedKey, wantedKeys } from "../wanted-keys.js";
import { isErasedByTrigger } from "./erasing-triggers.js";

/**
 * Foreign keys hold from the moment they are added for every row that is written, and are checked afterwards for those that
 * are there, so that nobody waits (PostgreSQL documentation, "ALTER TABLE", `NOT VALID`).
 */
export const keys: Planner = {
  fixes: [
    "within/unprotected",
    "erasure/rows-stay",
    "erasure/not-proved",
    "constraint/acts-for-user",
    "constraint/set-null",
  ],
  plan: (planning) => {
    const names = freeNames(planning.subject.catalog);
    return together([
      ...unlinked(planning),
      ...planning.keys.map((key) => planKey(planning, key, names)),
      ...unvalidated(planning.subject).map((one) => checkLater(planning, one)),
    ]);
  },
};

/** Parents that nothing leads to: the contract says `within`, and no key says through which column. */
function unlinked(planning: Planning): readonly Planned[] {
  const bound = new Set(
    planning.keys.filter(({ columns }) => columns.length > 1).map(({ relation }) => objectOf(relation)),
  );
  return findingsOf(planning, "within/unprotected")
    .filter(({ object }) => !bound.has(object))
    .map((found) => {
      const { contract, tables } = planning.subject;
      const key = tables.find(({ relation }) => objectOf(relation) === found.object)?.key;
      const place = key === undefined ? undefined : contract.place(["tables", key, "access", "within"]);
      const child = children(planning.subject).find(({ table }) => table.key === key);
      const words =
        child !== undefined && !ownersAgree(child)
          ? {
              id: "contract/within-types",
              message: `the owner of ${found.object} and that of its parent are of different types`,
              why: "the parent's key and its owner are held together by a foreign key, which compares a uuid with a uuid and a text with a text",
            }
          : {
              id: "contract/within-without-key",
              message: `the contract keeps rows of ${found.object} within a parent, and no foreign key leads to it`,
              why: "a key of the table's own says through which column a row belongs to its parent; without one nothing does",
            };
      const noKey: Finding = { ...found, ...words, ...(place === undefined ? {} : { place }) };
      return planned({ refusals: [noKey] });
    });
}

function planKey(planning: Planning, key: WantedKey, names: FreeNames): Planned {
  const { subject, violations } = planning;
  const { relation, references, replaces } = key;
  const known = violations.get(keyOfWanted(key));
  const partitioned = relation.kind === "partitioned table" && subject.catalog.server.major < 18;
  if (partitioned && known !== undefined && known.keys.length > 0) {
    if (isErasedByTrigger(planning, key)) return planned({});
    return planned({ refusals: [cannotBeAdded(key, known)] });
  }
  const name = replaces?.name ?? names.take(relation.schema, relation.name, ...key.columns, "fkey");
  const tables = [
    displayName(relation.schema, relation.name),
    displayName(references.schema, references.name),
  ];
  // A table that nobody uses yet has no row to check.
  const whole = partitioned || planning.isNew(relation);
  const add = `alter table ${quoteRelation(relation)} add constraint ${quoteName(name)} ${definitionOf(key)}${whole ? "" : " not valid"};`;
  const actions: readonly Action[] = [
    {
      sql: `alter table ${quoteRelation(relation)} drop constraint if exists ${quoteName(name)};`,
      lock: locks.exclusive(tables.join(" and ")),
    },
    { sql: add, lock: (whole ? locks.writersThroughout : locks.writers)(...tables) },
  ];
  const group: Group = { phase: "within", object: objectOf(relation), reason: key.reason, actions };
  const later = whole ? planned({}) : validation(relation, references, name, known);
  const removals = key.removal === undefined ? [] : [key.removal];
  return together([planned({ groups: [group], removals }), later]);
}

/** The statement that looks at the rows that are there; where some do not obey, they are told and the key stays as it is. */
function validation(
  relation: Relation,
  references: RelationName,
  name: string,
  known: Violation | undefined,
): Planned {
  if (known === undefined || known.keys.length > 0) return planned({});
  const table = displayName(relation.schema, relation.name);
  const body = `
begin
  alter table ${quoteRelation(relation)} validate constraint ${quoteName(name)};
exception when foreign_key_violation then
  raise warning 'rows of % do not obey constraint %', ${literalName(table)}, ${literalName(displayName(name))}
    using hint = 'They are kept, and the constraint holds for every row that is written from now on. rowproof plan names them.';
end
`;
  const sql = `do ${dollarQuoted(body)};`;
  return planned({
    groups: [
      {
        phase: "after",
        object: objectOf(relation),
        reason: `${displayName(name)} is checked for the rows that were there before.`,
        actions: [{ sql, lock: locks.validate(table, displayName(references.schema, references.name)) }],
      },
    ],
  });
}

function literalName(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}

/** The keys whose rows have to be looked at before a plan is made. */
export function keysToCheck(
  subject: Subject,
): readonly Pick<WantedKey, "relation" | "columns" | "references">[] {
  const after = withUserKeys(subject);
  return [
    ...wantedKeys(after),
    ...unvalidated(after).map(({ relation, constraint: { columns, references } }) => ({
      relation,
      columns,
      references,
    })),
  ];
}

/** Keys that the contract asks for and that were added without a look at the rows. */
interface Unvalidated {
  readonly relation: Relation;
  readonly constraint: Constraint & { readonly references: NonNullable<Constraint["references"]> };
}

function unvalidated(subject: Subject): readonly Unvalidated[] {
  const bound = new Set(children(subject).map(({ table }) => table.relation));
  const owners = owned(subject);
  return subject.tables.flatMap(({ relation }) =>
    relation.constraints.flatMap((constraint): Unvalidated[] => {
      const { kind, validated, references, columns } = constraint;
      if (kind !== "foreign key" || validated || references === null) return [];
      const binds = bound.has(relation) && columns.length > 1;
      const erases =
        isUsers(references) &&
        owners.some(({ table, column }) => table.relation === relation && isKeyOf(constraint, column));
      return binds || erases ? [{ relation, constraint: { ...constraint, references } }] : [];
    }),
  );
}

function checkLater({ violations }: Planning, { relation, constraint }: Unvalidated): Planned {
  const known = violations.get(keyOfWanted({ relation, ...constraint }));
  return validation(relation, constraint.references, constraint.name, known);
}

function cannotBeAdded(
  { relation, columns, references }: WantedKey,
  { keys: rows, more }: Violation,
): Finding {
  return {
    id: "plan/violated-key",
    level: "error",
    object: objectOf(relation),
    message: `${listed(columns.map((column) => `"${column}"`))} of ${objectOf(relation)} cannot become a foreign key to ${displayName(references.schema, references.name)}`,
    why: `before Postgres 18 a key of a partitioned table is checked for every row at once, and these do not obey: ${rows.join("; ")}${more ? "; …" : ""}`,
    fix: "move or remove these rows, then plan again",
  };
}
