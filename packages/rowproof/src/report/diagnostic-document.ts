import { type Diagnostic, RowproofError } from "../diagnostic.js";

/** A diagnostic as JSON: its own fields, never a stack. */
export function diagnosticDocument(diagnostic: Diagnostic): object {
  const { id, message, why, fix, sqlstate, place } = diagnostic;
  const details = diagnostic instanceof RowproofError ? diagnostic.details.map(diagnosticDocument) : [];
  return {
    id,
    message,
    why,
    fix,
    ...(sqlstate === undefined ? {} : { sqlstate }),
    ...(place === undefined ? {} : { place }),
    ...(details.length === 0 ? {} : { details }),
  };
}
