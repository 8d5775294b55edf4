import type { RelationName } from "../catalog/facts.js";
import { displayName, identifier, sql } from "../sql/sql.js";
import type { Caller } from "./caller.js";
import { attacker, neighbours, newcomer, victim } from "./cast.js";
import { explain } from "./diagnosis.js";
import type { PlantedRow } from "./plant/planted.js";
import type { Scene } from "./scene.js";
import { type Attempt, setting } from "./session.js";
import { keyOf } from "./table-key.js";
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

/** The statements that a script begins with: the rows that it needs, and materialized views filled with them. */
export function groundFor(
  scene: Scene,
  relations: ReadonlySet<string>,
  person: string | null,
): readonly string[] {
  const filled = [...relations].flatMap((key) => {
    const relation = scene.relations.get(key);
    return relation?.kind === "materialized view"
      ? [sql`refresh materialized view ${identifier(relation.schema, relation.name)}`.text]
      : [];
  });
  return [...rowsFor(scene, relations, person).map(({ statement }) => statement), ...filled];
}

/** The rows that a script needs: those of the relations given, of all that these point to, and the users. */
function rowsFor(scene: Scene, relations: ReadonlySet<string>, person: string | null): readonly PlantedRow[] {
  const needed = new Set(relations);
  for (const key of needed) {
    for (const parent of parentsOf(scene, key)) needed.add(keyOf(parent));
  }
  const persons = new Set([victim, attacker, newcomer, ...neighbours, "nobody", person]);
  return scene.planted.rows.filter(
    (row) => isUser(row.table) || (persons.has(row.person) && needed.has(keyOf(row.table))),
  );
}

function parentsOf(scene: Scene, key: string): readonly RelationName[] {
  const relation = scene.relations.get(key);
  if (relation === undefined) return [];
  const keys = relation.constraints.flatMap(({ references }) => (references === null ? [] : [references]));
  return [...keys, ...relation.reads, ...(relation.partition === null ? [] : [relation.partition.of])];
}

function isUser({ schema, name }: RelationName): boolean {
  return schema === "auth" && name === "users";
}

/** An object as messages name it: `table public."DailyMood"`, `function public.f(uuid)`. */
export function nameOf({ kind, schema, name, arguments: list }: ProvedObject): string {
  return `${kind} ${displayName(schema, name)}${list === undefined ? "" : `(${list})`}`;
}
