import { createHash } from "node:crypto";

/** The input of a generated value. The same seed gives the same value. */
export interface ValueSeed {
  /** `schema.table`. */
  readonly table: string;
  readonly column: string;
  readonly person: string;
  readonly email: string;
  /** The number of the row among the test user's rows in the table. Other tables reference row 0. */
  readonly number: number;
  /** Rises if a value must differ from an earlier one. */
  readonly round: number;
  /** The server's day, in milliseconds since 1970. */
  readonly today: number;
}

const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

/** `rp` and twelve characters that occur nowhere else. */
export function canary(seed: ValueSeed): string {
  return `rp${characters(seed, 12, alphabet)}`;
}

/** A text of this length from the characters of an alphabet. */
export function characters(seed: ValueSeed, length: number, among: string): string {
  const bytes = digest(seed);
  return Array.from({ length }, (_, index) => {
    const byte = (bytes[index % bytes.length] ?? 0) + index * Math.floor(index / bytes.length);
    return among[byte % among.length] ?? "";
  }).join("");
}

/** A whole number from `low` to `high`, both included. */
export function wholeNumber(seed: ValueSeed, low: number, high: number): number {
  return low + (digest(seed).readUIntBE(0, 6) % (high - low + 1));
}

/** A uuid that looks like a random one. */
export function uuid(seed: ValueSeed): string {
  const bytes = Buffer.from(digest(seed).subarray(0, 16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The seed of a part of a value, such as an element of an array. */
export function partOf(seed: ValueSeed, part: string): ValueSeed {
  return { ...seed, column: `${seed.column}.${part}` };
}

function digest({ table, column, person, number, round }: ValueSeed): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([table, column, person, number, round]))
    .digest();
}
