import type { Catalog } from "../catalog/facts.js";
import { objectName, objectOf } from "../sql/object-name.js";
import type { RebuildDifference } from "./fidelity.js";
import type { LoadFailure } from "./load.js";
import type { UnprovableObject } from "./untested.js";

/** Explains each difference by what the server said, and lists routines that name an object which was left out. */
export function explain(
  infidelities: readonly RebuildDifference[],
  failures: readonly LoadFailure[],
  material: Catalog,
): readonly UnprovableObject[] {
  const said = new Map<string, string>();
  for (const { object, error } of failures) if (!said.has(object)) said.set(object, error.message);
  const lost = infidelities.filter(({ differs }) => differs === null).map(({ object }) => object);
  // What is not read back counts as present unless the server refused it.
  const outside = failures.filter(
    ({ object, statement }) => object.startsWith("trigger ") || /^(grant|revoke) /.test(statement),
  );
  const empty = failures.filter(({ statement }) => statement.startsWith("refresh "));
  return [
    ...infidelities.map(({ object, differs }) => ({ object, why: describe(differs, said.get(object)) })),
    ...outside.map(({ object, error }) => ({ object, why: `it was left out: ${error.message}` })),
    ...empty.map(({ object, error }) => ({ object, why: `it could not be filled: ${error.message}` })),
    ...namers(lost, material),
  ];
}

function describe(differs: readonly string[] | null, said: string | undefined): string {
  const reason = said === undefined ? "" : `: ${said}`;
  if (differs === null) return `it was left out${reason === "" ? ", as it cannot be written" : reason}`;
  return `it differs after the rebuild (${differs.join("; ")})${reason}`;
}

/** A body is text until it runs, so the server made routines whose bodies name what was left out. */
function namers(lost: readonly string[], { routines }: Catalog): readonly UnprovableObject[] {
  const names = lost.map((object) => ({ object, name: lastName(object) }));
  return routines.flatMap((routine) => {
    const words = new Set(routine.definition?.match(/\w+/g) ?? []);
    const named = names.find(({ object, name }) => words.has(name) && object !== objectOf(routine));
    return named === undefined
      ? []
      : [{ object: objectOf(routine), why: `its body names ${named.object}, which was left out` }];
  });
}

function lastName(object: string): string {
  const path = object.replace(/\(.*$/, "");
  return path.slice(path.lastIndexOf(".") + 1).replaceAll('"', "");
}

/** Object types that do not affect access, or that are rebuilt in another way. */
const harmlessKinds: ReadonlySet<string> = new Set([
  "comment",
  "tablespace",
  "row type",
  "access method",
  "security label",
  "publication relation",
  "publication namespace",
  "statistics object",
  "event trigger",
  "rule",
  "domain constraint",
  "text search configuration",
  "text search dictionary",
]);

/** Objects of the schemas that Rowproof has no statement for. */
export function findUnwritten({ unread }: Catalog): readonly UnprovableObject[] {
  return unread
    .filter(({ kind }) => !harmlessKinds.has(kind))
    .map(({ kind, description, relation }) => ({
      object: relation === null ? description : objectName("table", [relation.schema, relation.name]),
      why: reasons[kind] ?? "it was left out because Rowproof cannot write it",
    }));
}

const reasons: Readonly<Record<string, string>> = {
  "disabled foreign keys": "some of its foreign keys are disabled, but enabled in the shadow",
  collation: "the shadow uses the collation C for it, so different texts may be equal there",
};
