import { routineName } from "../../check/checks/routines.js";
import { objectOf } from "../../sql/object-name.js";
import { displayName, identifier } from "../../sql/sql.js";
import { planned, together } from "../action.js";
import { locks } from "../locks.js";
import { findingsOf, type Planner } from "../planning.js";

/**
 * A security definer function resolves names in fixed schemas, and no longer by the session's search path. The
 * temporary schema comes last, or a user's temporary table would come first (PostgreSQL documentation, "Writing
 * SECURITY DEFINER Functions Safely").
 */
export const searchPaths: Planner = {
  fixes: ["routine/search-path"],
  plan: (planning) => {
    const { catalog, contract } = planning.context;
    const found = findingsOf(planning, "routine/search-path").map(({ object }) => object);
    const extensions = catalog.extensions.map(({ schema }) => schema).filter((name) => name !== "pg_catalog");
    return together(
      catalog.routines
        .filter((routine) => found.includes(objectOf(routine)))
        .map((routine) => {
          const path = [...new Set([routine.schema, ...contract.schemas, ...extensions])];
          const written = [...path.map((name) => identifier(name).text), "pg_temp"].join(", ");
          return planned({
            groups: [
              {
                phase: "within",
                object: objectOf(routine),
                reason: `${displayName(routine.schema, routine.name)} is security definer: with its own search path, a user's search path has no effect.`,
                actions: [
                  {
                    sql: `alter ${routineName(routine)} set search_path = ${written};`,
                    lock: locks.none,
                  },
                ],
              },
            ],
          });
        }),
    );
  },
};
