import { createHash } from "node:crypto";

/** What a made-up value is made from; the same seed gives the same value. */
export interface ValueSeed {
  /** `schema.table`. */
  readonly table: string;
  readonly column: string;
  readonly person: string;
  readonly email: string;
  /** Which of the person's rows in the table: 0 is the one that others refer to. */
  readonly number: number;
  /** Counts on where a row has to differ from an earlier one. */
  readonly round: number;
  /** The server's day, in milliseconds since 1970. */
  readonly today: number;
}

const alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

/** `rp` and twelve characters that stand nowhere else. */
export function canary(seed: ValueSeed): string {
  return `rp${characters(seed, 12, alphabet)}`;
}

/** As many characters of an alphabet as are asked for. */
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
