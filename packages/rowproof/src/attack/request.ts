import type { TestUser } from "../seed/test-users.js";
import { type Actor, honestClaims } from "./actor.js";

/** The parts of a request that the API passes on unchanged, each as a JSON document ("Transaction-Scoped Settings"). */
const sent = ["request.headers", "request.cookies"] as const;

/** The attacker, signed in with a second factor, as any user can be. None if nothing reads how a user signed in. */
export function secondFactorActors(
  texts: readonly string[],
  { identity: person }: TestUser,
): readonly Actor[] {
  if (!texts.some((text) => /\baal/.test(text))) return [];
  const amr = [{ method: "password" }, { method: "totp" }];
  const claims = { ...honestClaims(person), aal: "aal2", amr };
  return [
    {
      name: `${person.name} with a second factor`,
      role: "authenticated",
      claims: JSON.stringify(claims),
      person: person.name,
      userId: person.id,
      standsFor: { own: "owner", others: "stranger" },
    },
  ];
}

/** The attacker with headers or cookies that contain an id of the victim under every name that is read. */
export function settingActors(
  texts: readonly string[],
  { identity: person }: TestUser,
  ids: readonly string[],
): readonly Actor[] {
  return sent.flatMap((setting) => {
    const reading = texts.filter((text) => text.includes(setting));
    const names = [...new Set(reading.flatMap(namesIn))];
    if (names.length === 0) return [];
    return ids.map((id, at) => ({
      name: `${person.name} who sends id ${at + 1} of the victim's in ${setting}`,
      role: "authenticated",
      claims: JSON.stringify(honestClaims(person)),
      settings: { [setting]: JSON.stringify(Object.fromEntries(names.map((name) => [name, id]))) },
      person: person.name,
      userId: person.id,
      standsFor: { own: "owner", others: "stranger" },
      oddity: "what clients send about themselves",
    }));
  });
}

/** The keys of a document that a text reads: plain literals next to an arrow or a path. */
function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/->>?\s*'([^']+)'|#>>?\s*'\{([^'}]+)\}'/g)].map(
    ([, key, path]) => key ?? path ?? "",
  );
}
