import type { Actor } from "../attack/actor.js";
import type { Evidence, EvidenceSource } from "../attack/evidence.js";
import { setting } from "../attack/session.js";
import { keyOf } from "../sql/relation-key.js";
import type { Breach, Script } from "./proof.js";
import { seedSetup } from "./seed-setup.js";
import { wordsFor } from "./words/words.js";

/** The breach that the evidence shows, with its texts and the script that reproduces it. */
export function breachFrom(evidence: Evidence): Breach {
  const { attack, attempt, sqlstate, show = [] } = evidence;
  const { actor, setup = [], statements } = attempt;
  const request = typeof actor === "string" ? { role: null, claims: null } : actor;
  return {
    attack: attack.id,
    ...wordsFor(evidence),
    ...(sqlstate === undefined ? {} : { sqlstate }),
    script: scriptFor(request, { setup: [...rowsNeeded(evidence), ...setup], attempt: statements, show }),
  };
}

/** The statements that seed the rows that the attempt needs. */
function rowsNeeded({ context, on, attempt: { actor, statements } }: Evidence): readonly string[] {
  if (on === undefined) return [];
  const person = typeof actor === "string" ? null : actor.person;
  return seedSetup(context, tablesOf(context, on, statements), person);
}

function tablesOf(
  { mentions }: EvidenceSource,
  on: Exclude<Evidence["on"], undefined>,
  statements: readonly string[],
): ReadonlySet<string> {
  if ("relation" in on) return mentions.of(on.relation);
  // An argument can name a table.
  if ("language" in on) return mentions.named([on.definition ?? "", ...statements].join("\n"));
  return new Set(on.map(({ relation }) => keyOf(relation)));
}

/** A script in which an actor makes an attempt, with every setting of the request. */
function scriptFor(
  { role, claims, settings = {} }: Pick<Script, "role" | "claims"> & Pick<Actor, "settings">,
  { setup = [], attempt, show = [] }: Pick<Script, "attempt"> & Partial<Pick<Script, "setup" | "show">>,
): Script {
  const sent = Object.entries(settings).map(([name, value]) => setting(name, value));
  return { role, claims, setup: [...setup, ...sent], attempt, show };
}
