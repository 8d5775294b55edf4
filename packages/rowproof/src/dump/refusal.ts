import { type Diagnostic, RowproofError } from "../diagnostic.js";

/** Everything that a dump would have to leave out. */
export function cannotWrite(objects: readonly string[]): RowproofError {
  const details: readonly Diagnostic[] = objects.map((object) => ({
    id: "dump/cannot-write",
    message: `cannot write ${object}`,
    why: "a dump without it would load into a different schema",
    fix: "drop it, or move it into a schema that is not dumped",
  }));
  return new RowproofError(
    {
      id: "dump/cannot-write",
      message: `the schema holds what cannot be written: ${objects.join("; ")}`,
      why: "a dump that leaves something out would load into a different schema, so none is written",
      fix: "drop these objects, move them into a schema that is not dumped, or use pg_dump --schema-only",
      details,
    },
    3,
  );
}
