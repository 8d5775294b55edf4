import type { Catalog } from "../../catalog/facts.js";
import { RowproofError } from "../../diagnostic.js";
import { writeSchema } from "../../dump/schema.js";
import { writeFileWhereDifferent } from "./written-file.js";

/** What happened to the schema file. */
export interface SchemaFileResult {
  readonly outcome: "written" | "is current" | "could not be written";
  readonly failure: RowproofError | null;
}

/**
 * Brings the schema file up to date. A failure is returned, not thrown: by now the
 * migrations are committed, and that must not look like a run that failed.
 */
export async function keepSchemaFile(file: string, catalog: Catalog): Promise<SchemaFileResult> {
  try {
    const written = await writeFileWhereDifferent(file, writeSchema(catalog));
    return { outcome: written ? "written" : "is current", failure: null };
  } catch (error) {
    if (!(error instanceof RowproofError)) throw error;
    return { outcome: "could not be written", failure: error };
  }
}
