import { displayName } from "../sql/sql.js";
import type { Caller } from "./caller.js";
import { explain } from "./diagnosis.js";
import { groundFor } from "./ground.js";
import type { Scene } from "./scene.js";
import { type Attempt, setting } from "./session.js";
import type { Target } from "./target.js";
import type { Breach, Cell, ProvedObject, Script } from "./verdict.js";

/** What is particular to one breach. */
export interface Told {
  readonly attack: string;
  readonly command: Cell["command"];
  readonly what: string;
  readonly why?: string;
  readonly mend?: string;
  readonly sqlstate?: string | undefined;
  readonly show?: readonly string[];
}

/** A breach of a relation's access, with the script that shows it. */
export function breachOf(scene: Scene, target: Target, attempt: Attempt, told: Told): Breach {
  const { caller, setup = [], statements } = attempt;
  const { why, mend } = explain(target, caller, told.command);
  const ground = groundFor(scene, scene.mentions.of(target.relation), caller.person);
  return {
    attack: told.attack,
    what: told.what,
    why: told.why ?? why,
    mend: told.mend ?? mend,
    ...(told.sqlstate === undefined ? {} : { sqlstate: told.sqlstate }),
    script: scriptFor(caller, {
      setup: [...ground, ...setup],
      attempt: statements,
      show: told.show ?? [],
    }),
  };
}

/** A script in which a caller makes an attempt, with all that their request sets. */
export function scriptFor(
  { role, claims, settings = {} }: Caller,
  { setup = [], attempt, show = [] }: Pick<Script, "attempt"> & Partial<Pick<Script, "setup" | "show">>,
): Script {
  const sent = Object.entries(settings).map(([name, value]) => setting(name, value));
  return { role, claims, setup: [...setup, ...sent], attempt, show };
}

/** An object as messages name it: `table public."DailyMood"`, `function public.f(uuid)`. */
export function nameOf({ kind, schema, name, arguments: list }: ProvedObject): string {
  return `${kind} ${displayName(schema, name)}${list === undefined ? "" : `(${list})`}`;
}
