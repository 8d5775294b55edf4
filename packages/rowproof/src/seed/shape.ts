import { identifier } from "../sql/sql.js";
import type { TypeFact, TypeFacts } from "./type-facts.js";

/** A column's type taken apart, down to the one that its values are written in. */
export interface Shape {
  /** With its modifier, as a testUsers names it; a domain's is its base type's. */
  readonly type: string;
  /** The last part of the name, without schema and modifier: `citext`, `character varying`. */
  readonly name: string;
  /** `36` of `character varying(36)`; `10, 2` of `numeric(10,2)`. */
  readonly modifier: readonly number[];
  readonly element: Shape | undefined;
  readonly fact: TypeFact | undefined;
  readonly attributes: readonly Shape[];
  /** The checks of the domains that were taken off, over `VALUE`. */
  readonly domainChecks: readonly string[];
}

/** @param type as the catalog prints it */
export function shapeOf(type: string, facts: TypeFacts): Shape {
  const whole = type.endsWith("[]") ? type.slice(0, -2) : type;
  const fact = facts.get(whole.replace(modifiers, ""));
  if (type.endsWith("[]")) return { ...simple(type, undefined), element: shapeOf(whole, facts) };
  if (fact?.kind === "domain") {
    const base = shapeOf(fact.base ?? "text", facts);
    return { ...base, domainChecks: [...base.domainChecks, ...fact.checks] };
  }
  const attributes = fact?.attributes.map((attribute) => shapeOf(attribute.type, facts)) ?? [];
  const element = fact === undefined || fact.base === null ? undefined : shapeOf(fact.base, facts);
  return { ...simple(type, fact), element, attributes };
}

const modifiers = /\([\d, -]+\)/;

function simple(type: string, fact: TypeFact | undefined): Shape {
  const name = type.replace(modifiers, "").replace(/^.*\./, "").replaceAll('"', "");
  const modifier = (modifiers.exec(type)?.[0] ?? "").match(/-?\d+/g)?.map(Number) ?? [];
  return { type, name, modifier, element: undefined, fact, attributes: [], domainChecks: [] };
}

/** A domain's check as one of a column of that type. */
export function checkOfColumn(check: string, column: string): string {
  return check.replaceAll(/\bVALUE\b/g, identifier(column).text);
}
