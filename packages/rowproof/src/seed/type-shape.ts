import { identifier } from "../sql/sql.js";
import type { TypeStructure, TypeStructures } from "./type-structures.js";

/** A column's type. A domain is replaced by its base type. */
export interface TypeShape {
  /** With its modifier, as a cast names it. */
  readonly type: string;
  /** The last part of the name, without schema and modifier: `citext`, `character varying`. */
  readonly name: string;
  /** `36` of `character varying(36)`; `10, 2` of `numeric(10,2)`. */
  readonly modifier: readonly number[];
  readonly element: TypeShape | undefined;
  readonly structure: TypeStructure | undefined;
  readonly attributes: readonly TypeShape[];
  /** The checks of the replaced domains, over `VALUE`. */
  readonly domainChecks: readonly string[];
}

/** @param type as the catalog prints it */
export function typeShapeOf(type: string, structures: TypeStructures): TypeShape {
  const whole = type.endsWith("[]") ? type.slice(0, -2) : type;
  const structure = structures.get(whole.replace(modifiers, ""));
  if (type.endsWith("[]")) return { ...simple(type, undefined), element: typeShapeOf(whole, structures) };
  if (structure?.kind === "domain") {
    const base = typeShapeOf(structure.base ?? "text", structures);
    return { ...base, domainChecks: [...base.domainChecks, ...structure.checks] };
  }
  const attributes = structure?.attributes.map((attribute) => typeShapeOf(attribute.type, structures)) ?? [];
  const element =
    structure === undefined || structure.base === null ? undefined : typeShapeOf(structure.base, structures);
  return { ...simple(type, structure), element, attributes };
}

const modifiers = /\([\d, -]+\)/;

function simple(type: string, structure: TypeStructure | undefined): TypeShape {
  const name = type.replace(modifiers, "").replace(/^.*\./, "").replaceAll('"', "");
  const modifier = (modifiers.exec(type)?.[0] ?? "").match(/-?\d+/g)?.map(Number) ?? [];
  return { type, name, modifier, element: undefined, structure, attributes: [], domainChecks: [] };
}

/** A domain's check, written as a check of a column. */
export function checkOfColumn(check: string, column: string): string {
  return check.replaceAll(/\bVALUE\b/g, identifier(column).text);
}
