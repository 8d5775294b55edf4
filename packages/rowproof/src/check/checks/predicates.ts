import { type Command, commands } from "../../contract/contract.js";
import type { Finding } from "../../diagnostic.js";
import type { Check } from "../check.js";
import { counted, objectOf } from "../objects.js";
import { isPredicate, keyOf, predicateText } from "../predicates.js";
import type { Subject, SubjectTable } from "../subject.js";
import { tablesNotThere } from "../undecided.js";

/** Conditions of the contract, asked of the server, which binds every name in them. */
export const predicates: Check = {
  id: "predicates",
  part: "verification",
  holds: "Every condition of the contract can be asked of its table",
  undecided: tablesNotThere,
  summary: ({ catalog }) => counted(catalog.surroundings.predicates.length, "condition"),
  find: (subject) => subject.tables.flatMap((table) => tableFindings(subject, table)),
};

/** One finding a condition, however many commands it holds for. */
function tableFindings(subject: Subject, table: SubjectTable): readonly Finding[] {
  const asked = (["authenticated", "anon"] as const).flatMap((role) =>
    commands.flatMap((command) => {
      const { rows } = table.access[role][command];
      const text = isPredicate(rows) ? predicateText(subject.contract, subject.catalog, rows) : undefined;
      return text === undefined ? [] : [{ role, command, text }];
    }),
  );
  const distinct = new Map(asked.map((one) => [one.text, asked.filter(({ text }) => text === one.text)]));
  return [...distinct].flatMap(([text, [first]]) => {
    if (first === undefined) return [];
    const key = keyOf({ schema: table.relation.schema, name: table.relation.name, text });
    const bound = subject.catalog.surroundings.predicates.find((one) => keyOf(one) === key);
    return bound?.printed != null ? [] : [notBound(subject, table, first, bound?.fault ?? null)];
  });
}

function notBound(
  { contract }: Subject,
  table: SubjectTable,
  { role, command }: { readonly role: "anon" | "authenticated"; readonly command: Command },
  fault: { readonly message: string; readonly sqlstate: string } | null,
): Finding {
  const within = role === "anon" ? ["anon", command] : [command];
  const place = contract.place(["tables", table.key, "access", ...within]);
  return {
    id: "contract/predicate",
    level: "error",
    object: objectOf(table.relation),
    message: `the condition for ${command} of ${objectOf(table.relation)} cannot be asked: ${fault?.message ?? "the server was not asked"}`,
    why: "what the contract means by it is not known, so no policy can be compared with it",
    mend: "correct it: a column that the table has, a table that the contract names, types that can be compared",
    ...(fault === null ? {} : { sqlstate: fault.sqlstate }),
    ...(place === undefined ? {} : { place }),
  };
}
