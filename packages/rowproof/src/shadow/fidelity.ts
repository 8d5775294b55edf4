import { compareFacts } from "../catalog/compare.js";
import type { Catalog, Relation } from "../catalog/facts.js";
import { objectName, objectOf, typeObject } from "../sql/object-name.js";
import { displayName } from "../sql/sql.js";
import type { RewriteRule } from "./foundations.js";
import type { SchemaSnapshot } from "./schema-snapshot.js";

/** An object that the shadow lacks, or has otherwise than it should. */
export interface RebuildDifference {
  readonly object: string;
  /** Null where it is not there at all; else the facts that differ. */
  readonly differs: readonly string[] | null;
}

type ComparedFacts = ReadonlyMap<string, unknown>;

/** What of the material the shadow does not have as it should, of all that has a bearing on who may do what. */
export function findInfidelities(
  wanted: SchemaSnapshot,
  material: Catalog,
  made: SchemaSnapshot,
): readonly RebuildDifference[] {
  const scope = scopeOf(material);
  const left = factsOf(wanted, material, scope);
  const right = factsOf(made, made.catalog, scope);
  return [...left].flatMap(([object, fact]): readonly RebuildDifference[] => {
    const other = right.get(object);
    if (other === undefined) return [{ object, differs: null }];
    const differs = compareFacts(fact, other).map(({ path }) => path);
    return differs.length === 0 ? [] : [{ object, differs }];
  });
}

/** What both sides can be asked about. */
interface ComparedNames {
  /** The live cluster's roles; the shadow has the callers' even where that does not. */
  readonly roles: ReadonlySet<string>;
  /** The keys of routines that are stood in for: who may call them is as it should be, and nothing else. */
  readonly stubs: ReadonlySet<string>;
}

function scopeOf({ roles, routines }: Catalog): ComparedNames {
  const stubs = routines.filter(({ definition, extension }) => definition === null && extension === null);
  return { roles: new Set(roles.map(({ name }) => name)), stubs: new Set(stubs.map(objectOf)) };
}

/** What is compared of every object, by its key. */
function factsOf(
  { bootstrap, rules, otherSchemas }: SchemaSnapshot,
  catalog: Catalog,
  scope: ComparedNames,
): ComparedFacts {
  const { roles, schemas, types, routines, relations, defaultPrivileges } = catalog;
  const [database] = catalog.external.namespaces.filter(({ kind }) => kind === "database");
  return new Map<string, unknown>([
    ["bootstrap superuser", { bootstrap }],
    ["database", { owner: database?.owner, privileges: database?.privileges }],
    ...roles.map((role) => [objectName("role", [role.name]), role] as const),
    ...[...schemas, ...otherSchemas].map(
      ({ name, owner, privileges }) => [objectName("schema", [name]), { owner, privileges }] as const,
    ),
    ...types.map((type) => [typeObject(type), type.extension === null ? bareType(type) : {}] as const),
    ...routines.map((routine) => [objectOf(routine), bareRoutine(routine, scope)] as const),
    ...relations.map((relation) => [objectOf(relation), bareRelation(relation, rules, scope)] as const),
    ...defaultPrivileges.map(
      (entry) =>
        [`default privileges of ${entry.creator} ${entry.schema ?? ""} ${entry.objects}`, entry] as const,
    ),
  ]);
}

function bareType({ comment: _, ...type }: Catalog["types"][number]) {
  return type;
}

/** Of an extension's objects only the privileges are the schema's: its own version may be another one here. */
function bareRoutine(
  { comment: _, ...routine }: Catalog["routines"][number],
  { roles, stubs }: ComparedNames,
) {
  const executableBy = routine.executableBy.filter((role) => roles.has(role));
  const whole = routine.extension === null && !stubs.has(objectOf(routine));
  return whole ? { ...routine, executableBy } : { executableBy };
}

function bareRelation(relation: Relation, rules: readonly RewriteRule[], { roles }: ComparedNames) {
  const effective = relation.effective.filter(({ role }) => roles.has(role));
  if (relation.extension !== null) return { effective };
  const { schema, name, kind, owner, rowSecurity, forceRowSecurity, options, definition, reads } = relation;
  const { partition, partitionKey, inherits, sequence, privileges } = relation;
  const own = rules.filter(({ on }) => displayName(on.schema, on.name) === displayName(schema, name));
  return {
    ...{ kind, owner, rowSecurity, forceRowSecurity, options, definition, reads, partition, partitionKey },
    ...{ inherits, sequence, privileges, effective },
    ...bareParts(relation),
    rules: own.map((rule) => ({ name: rule.name, definition: rule.definition, enabled: rule.enabled })),
  };
}

function bareParts(relation: Relation) {
  return {
    columns: relation.columns.map(
      ({ name, type, notNull, default: value, generated, identity, ...column }) => ({
        ...{ name, type, notNull, default: value, generated, identity },
        privileges: column.privileges,
      }),
    ),
    // With no rows in it, whether old rows were checked makes no difference.
    constraints: relation.constraints.map(({ name, kind, columns, references, onDelete, definition }) => ({
      ...{ name, kind, columns, references, onDelete },
      definition: definition.replace(/ NOT VALID$/, ""),
    })),
    indexes: relation.indexes
      .filter(({ unique }) => unique)
      .map(({ name, columns, definition }) => ({ name, columns, definition })),
    policies: relation.policies.map(({ comment: _, ...policy }) => policy),
    triggers: relation.triggers.map(({ comment: _, ...trigger }) => trigger),
  };
}
