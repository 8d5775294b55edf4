import type { Catalog } from "../catalog/facts.js";
import { displayName } from "../sql/sql.js";

/** Something whose effects a rollback does not undo. */
export interface Outside {
  readonly object: string;
  readonly why: string;
}

/** Calls in a body that act outside its transaction. */
const calls: readonly (readonly [RegExp, string])[] = [
  [/\bdblink\w*\s*\(/i, "it calls dblink, which works in a transaction of its own"],
  [/\bnet\s*\.\s*http_|\bhttp(?:_get|_post|_put|_delete)?\s*\(/i, "it sends a request over the network"],
  [/\bcron\s*\.\s*schedule/i, "it schedules a job"],
  [/\bcopy\b[\s\S]*\b(?:program|to\s+')/i, "it writes a file or runs a program"],
  [
    /\b(?:lo_export|pg_file_write|pg_read_file|pg_read_binary_file)\s*\(/i,
    "it reads or writes files of the server",
  ],
  [/\bpg_(?:terminate|cancel)_backend\s*\(|\bpg_reload_conf\s*\(/i, "it acts on the server itself"],
];

/** Languages that can do everything that the server's account can (documentation, "CREATE LANGUAGE", trusted). */
const untrusted = /^(?:c|plpython3?u|plperlu|pltclu|plsh)$/;

/** The functions, including triggers', that act outside their transaction, and the foreign tables. */
export function reachingOutside({ routines, relations, external }: Catalog): readonly Outside[] {
  const bodies = [
    ...routines.filter(({ extension }) => extension === null),
    ...external.triggerRoutines.filter(({ extension }) => extension === null),
  ];
  const functions = bodies.flatMap(({ schema, name, language, definition }): readonly Outside[] => {
    const why = untrusted.test(language)
      ? `it is written in ${language}, which can do everything that the server's account can`
      : calls.find(([pattern]) => pattern.test(definition ?? ""))?.[1];
    return why === undefined ? [] : [{ object: `function ${displayName(schema, name)}`, why }];
  });
  const foreign = relations
    .filter(({ kind }) => kind === "foreign table")
    .map(({ schema, name }) => ({
      object: `foreign table ${displayName(schema, name)}`,
      why: "its rows are on another server",
    }));
  const all = [...functions, ...foreign];
  return [...new Map(all.map((one) => [one.object, one])).values()];
}
