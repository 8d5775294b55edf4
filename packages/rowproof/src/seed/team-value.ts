import { uuid, wholeNumber } from "./value-seed.js";

/** The id of a test user's team if no foreign key leads to it: the same in every table, as far as the column's type allows. */
export function teamValue(members: string, person: string, type: string, today: number): string {
  const seed = { table: members, column: "team", person, email: "", number: 0, round: 0, today };
  if (/^(smallint|integer|bigint|numeric)/.test(type)) {
    return String(wholeNumber(seed, 1_000, type === "smallint" ? 30_000 : 900_000));
  }
  const limit = /\((\d+)\)/.exec(type)?.[1];
  return limit === undefined ? uuid(seed) : uuid(seed).slice(0, Number(limit));
}
