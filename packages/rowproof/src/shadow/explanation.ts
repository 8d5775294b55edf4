import type { Catalog } from "../catalog/facts.js";
import { objectOf } from "../sql/object-name.js";
import type { Infidelity } from "./fidelity.js";
import type { Failure } from "./load.js";
import type { Untested } from "./untested.js";

/** Says of every infidelity what the server said, and of what only names a lost object that it does. */
export function explain(
  infidelities: readonly Infidelity[],
  failures: readonly Failure[],
  material: Catalog,
): readonly Untested[] {
  const said = new Map<string, string>();
  for (const { object, error } of failures) if (!said.has(object)) said.set(object, error.message);
  const lost = infidelities.filter(({ differs }) => differs === null).map(({ object }) => object);
  // What is not read back is believed to be there unless the server said no.
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
  return `it was rebuilt otherwise (${differs.join("; ")})${reason}`;
}

/** A body is text until it runs, so the server made routines whose bodies name what was left out. */
function namers(lost: readonly string[], { routines }: Catalog): readonly Untested[] {
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

/** What has no bearing on who may do what, or is rebuilt by other means. */
const passable =
  /^(comment|tablespace|row type|access method|security label|publication|statistics object|event trigger|rule|constraint|text search configuration|text search dictionary) /;

/** What the schemas hold that no statement of ours makes. */
export function findUnwritten({ unread }: Catalog): readonly Untested[] {
  return unread
    .filter((description) => !passable.test(description))
    .map((description) => ({
      object: description.replace(/^disabled foreign keys of /, ""),
      why: whys.find(([kind]) => kind.test(description))?.[1] ?? "it was left out, as it cannot be written",
    }));
}

const whys: readonly (readonly [RegExp, string])[] = [
  [/^disabled /, "some of its foreign keys are disabled, and here they are not"],
  [/^collation /, "the plainest one stands in for it, so that other texts may be equal here"],
];
