import type { Routine } from "../../catalog/facts.js";
import type { AttackContext } from "../context.js";
import { namedBy } from "./named.js";
import { isDynamic } from "./words.js";

/** At most this many tables are watched one by one. If a routine names more, all tables are watched at once. */
const most = 4;

const known = new WeakMap<AttackContext, Map<Routine, readonly string[]>>();

/** The queries that show which tables a call wrote: the tables that the routine names, or all if it may write to others. */
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
  const isStatic =
    definition !== null && /^(?:sql|plpgsql)$/.test(language) && !isDynamic(mentions.follow([definition]));
  const isFew = relations.length > 0 && relations.length <= most;
  if (!isPlain || !isStatic || !isFew) return [watch.query()];
  return [...new Set(relations.map((relation) => watch.query(relation)))];
}
