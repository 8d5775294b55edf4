import type { Constraint, Relation, RelationName } from "../../catalog/facts.js";
import { isKeyOf, isUsers, owned } from "../../check/checks/erasure.js";
import { children, ownersAgree } from "../../check/checks/within.js";
import type { CheckContext } from "../../check/context.js";
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
 * Foreign keys apply at once to every row that is written, and are checked afterwards for existing rows,
 * so that nobody waits (PostgreSQL documentation, "ALTER TABLE", `NOT VALID`).
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
    const names = freeNames(planning.context.catalog);
    return together([
      ...unlinked(planning),
      ...planning.keys.map((key) => planKey(planning, key, names)),
      ...unvalidated(planning.context).map((one) => checkLater(planning, one)),
    ]);
  },
};

/** Tables with `within` in the contract and no foreign key to the parent. */
function unlinked(planning: Planning): readonly Planned[] {
  const bound = new Set(
    planning.keys.filter(({ columns }) => columns.length > 1).map(({ relation }) => objectOf(relation)),
  );
  return findingsOf(planning, "within/unprotected")
    .filter(({ object }) => !bound.has(object))
    .map((found) => {
      const { contract, tables } = planning.context;
      const key = tables.find(({ relation }) => objectOf(relation) === found.object)?.key;
      const place = key === undefined ? undefined : contract.place(["tables", key, "access", "within"]);
      const child = children(planning.context).find(({ table }) => table.key === key);
      const words =
        child !== undefined && !ownersAgree(child)
          ? {
              id: "contract/within-types",
              message: `the owner columns of ${found.object} and its parent have different types`,
              why: "a foreign key on the parent's key and owner needs the same type on both sides: uuid or text",
            }
          : {
              id: "contract/within-without-key",
              message: `the contract says that rows of ${found.object} stay within a parent, but no foreign key refers to it`,
              why: "a foreign key says which column holds the parent's id; without one it is unknown",
            };
      const noKey: Finding = { ...found, ...words, ...(place === undefined ? {} : { place }) };
      return planned({ refusals: [noKey] });
    });
}

function planKey(planning: Planning, key: WantedKey, names: FreeNames): Planned {
  const { context, violations } = planning;
  const { relation, references, replaces } = key;
  const known = violations.get(keyOfWanted(key));
  const partitioned = relation.kind === "partitioned table" && context.catalog.server.major < 18;
  if (partitioned && known !== undefined && known.keys.length > 0) {
    if (isErasedByTrigger(planning, key)) return planned({});
    return planned({ refusals: [cannotBeAdded(key, known)] });
  }
  const name = replaces?.name ?? names.take(relation.schema, relation.name, ...key.columns, "fkey");
  const tables = [
    displayName(relation.schema, relation.name),
    displayName(references.schema, references.name),
  ];
  // A new table has no rows to check.
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

/** The statement that checks existing rows. If some violate the key, a warning says so and the key stays unvalidated. */
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
    using hint = 'They stay, and the constraint applies to every row that is written from now on. rowproof plan lists them.';
end
`;
  const sql = `do ${dollarQuoted(body)};`;
  return planned({
    groups: [
      {
        phase: "after",
        object: objectOf(relation),
        reason: `${displayName(name)} is checked for existing rows.`,
        actions: [{ sql, lock: locks.validate(table, displayName(references.schema, references.name)) }],
      },
    ],
  });
}

function literalName(name: string): string {
  return `'${name.replaceAll("'", "''")}'`;
}

/** The keys whose rows are checked before a plan is made. */
export function keysToCheck(
  context: CheckContext,
): readonly Pick<WantedKey, "relation" | "columns" | "references">[] {
  const after = withUserKeys(context);
  return [
    ...wantedKeys(after),
    ...unvalidated(after).map(({ relation, constraint: { columns, references } }) => ({
      relation,
      columns,
      references,
    })),
  ];
}

/** Keys that the contract requires and that were added without checking existing rows. */
interface Unvalidated {
  readonly relation: Relation;
  readonly constraint: Constraint & { readonly references: NonNullable<Constraint["references"]> };
}

function unvalidated(context: CheckContext): readonly Unvalidated[] {
  const bound = new Set(children(context).map(({ table }) => table.relation));
  const owners = owned(context);
  return context.tables.flatMap(({ relation }) =>
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
    why: `before Postgres 18 a foreign key of a partitioned table is checked for every row at once, and these rows violate it: ${rows.join("; ")}${more ? "; …" : ""}`,
    fix: "move or remove these rows, then plan again",
  };
}
