import { createHash } from "node:crypto";

/** `NAMEDATALEN - 1`, in bytes (PostgreSQL documentation, "Identifiers and Key Words"). */
export const longestName = 63;

/**
 * A name put together from parts, as Postgres would keep it. Where it would be cut, the first part is shortened and a
 * digest of the whole put after it, so that two long names do not become one.
 *
 * @example
 * joinName("daily_mood", "select_own"); // daily_mood_select_own
 */
export function joinName(base: string, ...rest: readonly string[]): string {
  const whole = [base, ...rest].join("_");
  if (Buffer.byteLength(whole) <= longestName) return whole;
  const digest = createHash("sha256").update(whole).digest("hex").slice(0, 8);
  const tail = Buffer.byteLength(rest.join("_")) <= 40 ? [digest, ...rest].join("_") : digest;
  return `${cut(base, longestName - Buffer.byteLength(tail) - 1)}_${tail}`;
}

/** The longest beginning of whole characters that fits. */
function cut(name: string, bytes: number): string {
  let shortened = "";
  for (const character of name) {
    if (Buffer.byteLength(shortened + character) > bytes) break;
    shortened += character;
  }
  return shortened;
}
