import type { Catalog, Routine } from "../catalog/facts.js";
import type { SeedResult } from "../seed/seeded.js";
import { attacker, type TestUser, victim } from "../seed/test-users.js";
import { type Actor, honestClaims } from "./actor.js";
import { secondFactorActors, settingActors } from "./request.js";

/** Claims whose content users write themselves, and which the API passes on unchanged; and claims that are read as text. */
const mentions = /user_metadata|raw_user_meta_data|request\.jwt\.claims|jwt\(\)\)?::text/;

const written = /user_metadata|raw_user_meta_data/;

/** The platform's functions read claims correctly. One that trusts what users write was replaced, so it counts as the project's. */
function isProjects({ schema, definition }: Routine): boolean {
  return schema !== "auth" || written.test(definition ?? "");
}

/** At most this many sets of made-up claims are tried. */
const most = 12;

/**
 * The attacker with what any user can have or send: a second factor, headers, and claims that they write themselves. Each is
 * tried only if policies, views or functions read it.
 */
export function spoofingActors(
  catalog: Catalog,
  testUsers: readonly TestUser[],
  seeded: SeedResult,
): readonly Actor[] {
  const member = testUsers.find(({ identity: person }) => person.name === attacker);
  if (member === undefined) return [];
  const texts = textsOf(catalog);
  return [
    ...secondFactorActors(texts, member),
    ...settingActors(texts, member, victimsIds(seeded)),
    ...metadataActors(texts, member, victimsIds(seeded)),
  ];
}

function textsOf(catalog: Catalog): readonly string[] {
  return [
    ...catalog.relations.flatMap(({ policies, definition }) => [
      definition,
      ...policies.flatMap(({ using, withCheck }) => [using, withCheck]),
    ]),
    ...catalog.routines.filter(isProjects).map(({ definition }) => definition),
    ...catalog.external.claimRoutines.map(({ body }) => body).filter((body) => written.test(body)),
  ].filter((text) => text !== null);
}

/** `user_metadata` with every key that is read, each with the values that it is compared with, and with the victim's ids. */
function metadataActors(all: readonly string[], member: TestUser, ids: readonly string[]): readonly Actor[] {
  const texts = all.filter((text) => mentions.test(text));
  if (texts.length === 0) return [];
  const words = [...new Set(texts.flatMap(literalsIn))];
  const values = [...new Set<string | boolean>([true, ...ids, ...words])].slice(0, most);
  // A function that confuses it with the claims reads these keys.
  const keys = [...new Set([...words, "sub", "note"])];
  return values.map((value): Actor => {
    const metadata = Object.fromEntries(keys.map((key) => [key, value]));
    const { id, name } = member.identity;
    const claims = { ...honestClaims(member.identity), user_metadata: metadata };
    return {
      name: `${name} who wrote ${JSON.stringify(value)} into user_metadata`,
      role: "authenticated",
      claims: JSON.stringify(claims),
      person: name,
      userId: id,
      standsFor: { own: "owner", others: "stranger" },
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

function victimsIds({ rows, persons }: SeedResult): readonly string[] {
  const user = persons.find(({ name }) => name === victim)?.id;
  const keys = rows
    .filter(({ person, table }) => person === victim && table.schema !== "auth")
    .flatMap(({ row }) => Object.values(row))
    .filter((value): value is string => value !== null && /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value));
  return [...new Set([...(user === undefined ? [] : [user]), ...keys])].slice(0, 4);
}
