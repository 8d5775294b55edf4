import { createHmac, randomBytes } from "node:crypto";

/** What a local stack signs and recognises with. `jwtSecret` and `service` give full access. */
export interface StackKeys {
  /** What callers send as `apikey` to be `anon`, until they sign in. No secret. */
  readonly anon: string;
  /** What callers send to be `service_role`. */
  readonly service: string;
  /** What the tokens of signed-in users are signed with (HS256). */
  readonly jwtSecret: string;
}

/** New keys, in the form that Supabase gives its own. */
export function makeKeys(): StackKeys {
  return {
    anon: `sb_publishable_${random(16)}_${random(6)}`,
    service: `sb_secret_${random(16)}_${random(6)}`,
    jwtSecret: random(48),
  };
}

/** A token with these claims, signed as the stack signs its own; valid for a minute, unless they say otherwise. */
export function signToken(keys: StackKeys, claims: Readonly<Record<string, unknown>>): string {
  const now = Math.floor(Date.now() / 1000);
  const parts = [
    { alg: "HS256", typ: "JWT" },
    { iat: now, exp: now + 60, ...claims },
  ];
  const signed = parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${signed}.${createHmac("sha256", keys.jwtSecret).update(signed).digest("base64url")}`;
}

function random(bytes: number): string {
  return randomBytes(bytes).toString("base64url");
}
