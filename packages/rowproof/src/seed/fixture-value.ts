import type { FixtureValue } from "../contract/contract.js";
import type { ColumnValue } from "./column-value.js";

/** A value of the contract, for a column of this type. */
export function fixtureValue(value: FixtureValue, type: string): ColumnValue {
  if (typeof value === "object" && value !== null && "sql" in value) return { expression: `(${value.sql})` };
  if (value === null) return { text: null, type };
  const isDocument = /^jsonb?$/.test(type);
  if (isDocument) return { text: JSON.stringify(value), type };
  if (Array.isArray(value)) return { text: arrayText(value), type };
  return { text: String(value), type };
}

function arrayText(values: readonly unknown[]): string {
  return `{${values.map(element).join(",")}}`;
}

function element(value: unknown): string {
  if (value === null) return "NULL";
  if (Array.isArray(value)) return arrayText(value);
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return `"${text.replaceAll(/(["\\])/g, "\\$1")}"`;
}
