import type { Routine } from "../../catalog/facts.js";
import type { AttackContext } from "../context.js";
import { namedBy } from "./named.js";
import { isDynamic } from "./words.js";

/** How many tables are watched one by one; where a routine names more, all are watched at once. */
const most = 4;

const known = new WeakMap<AttackContext, Map<Routine, readonly string[]>>();

/** The queries that tell which tables a call has written: those that the routine names, and all where it may write elsewhere. */
export function watchQueries(context: AttackContext, routine: Routine): readonly string[] {
  const routines = known.get(context) ?? new Map<Routine, readonly string[]>();
  known.set(context, routines);
  const queries = routines.get(routine) ?? writeQueries(context, routine);
  routines.set(routine, queries);
  return queries;
}

function writeQueries(context: AttackContext, routine: Routine): readonly string[] {
  const { definition, language } = routine;
  const { mentions, watch } = context;
  const relations = namedBy(context, routine);
  const isPlain = relations.every(({ kind }) => kind === "table");
  const isTold =
    definition !== null && /^(?:sql|plpgsql)$/.test(language) && !isDynamic(mentions.follow([definition]));
  const isFew = relations.length > 0 && relations.length <= most;
  if (!isPlain || !isTold || !isFew) return [watch.query()];
  return [...new Set(relations.map((relation) => watch.query(relation)))];
}
