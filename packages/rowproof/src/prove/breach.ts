import type { RelationName } from "../catalog/facts.js";
import { displayName } from "../sql/sql.js";
import { attacker, neighbours, victim } from "./cast.js";
import { explain } from "./diagnosis.js";
import type { PlantedRow } from "./plant/planted.js";
import type { Scene } from "./scene.js";
import type { Attempt } from "./session.js";
import { keyOf, type Target } from "./target.js";
import type { Breach, Cell, ProvedObject } from "./verdict.js";

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
  const rows = rowsFor(scene, scene.mentions.of(target.relation), caller.person);
  return {
    attack: told.attack,
    what: told.what,
    why: told.why ?? why,
    mend: told.mend ?? mend,
    ...(told.sqlstate === undefined ? {} : { sqlstate: told.sqlstate }),
    script: {
      role: caller.role,
      claims: caller.claims,
      setup: [...rows.map(({ statement }) => statement), ...setup],
      attempt: statements,
      show: told.show ?? [],
    },
  };
}

/** The rows that a script needs: those of the relations given, of all that these point to, and the users. */
export function rowsFor(
  scene: Scene,
  relations: ReadonlySet<string>,
  person: string | null,
): readonly PlantedRow[] {
  const needed = new Set(relations);
  for (const key of needed) {
    for (const parent of parentsOf(scene, key)) needed.add(keyOf(parent));
  }
  const persons = new Set([victim, attacker, ...neighbours, "nobody", person]);
  return scene.planted.rows.filter(
    (row) => persons.has(row.person) && (isUser(row.table) || needed.has(keyOf(row.table))),
  );
}

function parentsOf(scene: Scene, key: string): readonly RelationName[] {
  const relation = relationsByKey(scene).get(key);
  if (relation === undefined) return [];
  const keys = relation.constraints.flatMap(({ references }) => (references === null ? [] : [references]));
  return [...keys, ...relation.reads, ...(relation.partition === null ? [] : [relation.partition.of])];
}

const byKey = new WeakMap<Scene, ReadonlyMap<string, Scene["catalog"]["relations"][number]>>();

function relationsByKey(scene: Scene) {
  const known = byKey.get(scene) ?? new Map(scene.catalog.relations.map((one) => [keyOf(one), one]));
  byKey.set(scene, known);
  return known;
}

function isUser({ schema, name }: RelationName): boolean {
  return schema === "auth" && name === "users";
}

/** An object as messages name it: `table public."DailyMood"`, `function public.f(uuid)`. */
export function nameOf({ kind, schema, name, arguments: list }: ProvedObject): string {
  return `${kind} ${displayName(schema, name)}${list === undefined ? "" : `(${list})`}`;
}
