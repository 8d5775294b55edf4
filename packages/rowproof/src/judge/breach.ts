import type { Actor } from "../attack/actor.js";
import type { AttackContext } from "../attack/context.js";
import type { Evidence, EvidenceSource } from "../attack/evidence.js";
import { type Attempt, setting } from "../attack/session.js";
import type { Target } from "../attack/target.js";
import { keyOf } from "../sql/relation-key.js";
import { explain } from "./diagnosis.js";
import type { Breach, Cell, Script } from "./proof.js";
import { seedSetup } from "./seed-setup.js";
import { wordsFor } from "./words/words.js";

/** The breach that evidence shows: in words, with the script that shows it again. */
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

/** The statements that seed the rows which the attempt needs. */
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

/** What is particular to one breach. */
export interface Told {
  readonly attack: string;
  readonly command: Cell["command"];
  readonly what: string;
  readonly why?: string;
  readonly fix?: string;
  readonly sqlstate?: string | undefined;
  readonly show?: readonly string[];
}

/** A breach of a relation's access, with the script that shows it. */
export function breachOf(context: AttackContext, target: Target, attempt: Attempt, told: Told): Breach {
  const { actor, setup = [], statements } = attempt;
  const { why, fix } = explain(target, actor, told.command);
  const seeding = seedSetup(context, context.mentions.of(target.relation), actor.person);
  return {
    attack: told.attack,
    what: told.what,
    why: told.why ?? why,
    fix: told.fix ?? fix,
    ...(told.sqlstate === undefined ? {} : { sqlstate: told.sqlstate }),
    script: scriptFor(actor, {
      setup: [...seeding, ...setup],
      attempt: statements,
      show: told.show ?? [],
    }),
  };
}

/** A script in which a actor makes an attempt, with all that their request sets. */
export function scriptFor(
  { role, claims, settings = {} }: Pick<Script, "role" | "claims"> & Pick<Actor, "settings">,
  { setup = [], attempt, show = [] }: Pick<Script, "attempt"> & Partial<Pick<Script, "setup" | "show">>,
): Script {
  const sent = Object.entries(settings).map(([name, value]) => setting(name, value));
  return { role, claims, setup: [...setup, ...sent], attempt, show };
}
