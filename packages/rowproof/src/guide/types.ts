import { code } from "./markdown.js";
import type { Material } from "./material.js";

/** Enums, domains and other types of the schemas. */
export function ownTypes({ context }: Material): readonly string[] {
  return context.catalog.types
    .filter(({ extension }) => extension === null)
    .map(({ definition }) => code(definition.replace(/\(\n\s*/, "(").replace(/\n\)$/, ")")));
}
