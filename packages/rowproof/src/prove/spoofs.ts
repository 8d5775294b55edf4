import type { Catalog } from "../catalog/facts.js";
import type { Caller } from "./caller.js";
import { attacker, type CastMember, victim } from "./cast.js";
import type { Planted } from "./plant/planted.js";

/** What users may write of themselves, and the API puts into their claims as it is; and claims that are read as a text. */
const mentions = /user_metadata|raw_user_meta_data|request\.jwt\.claims|jwt\(\)\)?::text/;

/** How many sets of made-up claims are tried at most. */
const most = 12;

/**
 * The attacker with claims that any user can write: in `user_metadata`, under every name that policies and functions
 * which read it speak of, each value that they speak of, and the victim's ids. None where nothing reads it.
 */
export function spoofingCallers(
  catalog: Catalog,
  cast: readonly CastMember[],
  planted: Planted,
): readonly Caller[] {
  const texts = [
    ...catalog.relations.flatMap(({ policies, definition }) => [
      definition,
      ...policies.flatMap(({ using, withCheck }) => [using, withCheck]),
    ]),
    ...catalog.routines.filter(({ schema }) => schema !== "auth").map(({ definition }) => definition),
  ].filter((text) => text !== null && mentions.test(text));
  const member = cast.find(({ person }) => person.name === attacker);
  if (texts.length === 0 || member === undefined) return [];
  const words = [...new Set(texts.flatMap((text) => literalsIn(text ?? "")))];
  const values = [...new Set<string | boolean>([true, ...victimsIds(planted), ...words])].slice(0, most);
  return values.map((value): Caller => {
    const metadata = Object.fromEntries((words.length === 0 ? ["note"] : words).map((word) => [word, value]));
    const { id, email, name } = member.person;
    const claims = { sub: id, role: "authenticated", aud: "authenticated", email, user_metadata: metadata };
    return {
      name: `${name} who wrote ${JSON.stringify(value)} into user_metadata`,
      role: "authenticated",
      claims: JSON.stringify(claims),
      person: name,
      userId: id,
      actors: { own: "owner", others: "stranger" },
      oddity: "claims that users write themselves",
    };
  });
}

function literalsIn(text: string): readonly string[] {
  return [...text.matchAll(/'((?:[^']|'')*)'/g)].flatMap(([, word = ""]) => {
    const bare = word.replace(/^\{|\}$/g, "").replaceAll("''", "'");
    return bare === "" || bare.length > 60 || mentions.test(bare) ? [] : bare.split(",");
  });
}

function victimsIds({ rows, persons }: Planted): readonly string[] {
  const user = persons.find(({ name }) => name === victim)?.id;
  const keys = rows
    .filter(({ person, table }) => person === victim && table.schema !== "auth")
    .flatMap(({ row }) => Object.values(row))
    .filter((value): value is string => value !== null && /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value));
  return [...new Set([...(user === undefined ? [] : [user]), ...keys])].slice(0, 4);
}
