import type { Routine } from "../../../catalog/facts.js";
import type { Scene } from "../../scene.js";
import { namedBy } from "./named.js";
import { isDynamic } from "./words.js";

/** How many tables are watched one by one; where a routine names more, all are watched at once. */
const most = 4;

const known = new WeakMap<Scene, Map<Routine, readonly string[]>>();

/** The queries that tell which tables a call has written: those that the routine names, and all where it may write elsewhere. */
export function watchQueries(scene: Scene, routine: Routine): readonly string[] {
  const routines = known.get(scene) ?? new Map<Routine, readonly string[]>();
  known.set(scene, routines);
  const queries = routines.get(routine) ?? writeQueries(scene, routine);
  routines.set(routine, queries);
  return queries;
}

function writeQueries(scene: Scene, routine: Routine): readonly string[] {
  const { definition, language } = routine;
  const { mentions, watch } = scene;
  const relations = namedBy(scene, routine);
  const isPlain = relations.every(({ kind }) => kind === "table");
  const isTold =
    definition !== null && /^(?:sql|plpgsql)$/.test(language) && !isDynamic(mentions.follow([definition]));
  const isFew = relations.length > 0 && relations.length <= most;
  if (!isPlain || !isTold || !isFew) return [watch.query()];
  return [...new Set(relations.map((relation) => watch.query(relation)))];
}
