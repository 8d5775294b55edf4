import { futureObjects } from "../../check/checks/default-privileges.js";
import type { Finding } from "../../diagnostic.js";
import { type Planned, planned } from "../action.js";
import { locks } from "../locks.js";
import { findingsOf, type Planner } from "../planning.js";

/** Closes future objects. If default privileges change at all, functions are closed as well. */
export const defaultPrivileges: Planner = {
  fixes: ["defaults/open"],
  plan: (planning): Planned => {
    const open = findingsOf(planning, "defaults/open");
    if (open.length === 0) return planned({});
    const { catalog } = planning.context;
    const unalterable = catalog.defaultPrivileges
      .filter(({ alterable }) => !alterable)
      .map(({ creator }) => creator);
    const refused = open.filter(({ fix }) =>
      unalterable.some((creator) => fix.includes(` for role "${creator}"`)),
    );
    const functions = futureObjects
      .find(planning.context)
      .filter(({ id }) => id === "defaults/functions" && refused.length === 0);
    const fixed = [...open.filter((finding) => !refused.includes(finding)), ...functions];
    return planned({
      refusals: refused.map(notOurs),
      groups: [
        {
          phase: "within",
          object: "default privileges",
          reason:
            "Future objects are closed: without this, every new table, view, sequence and function is open as soon as it exists.",
          actions: fixed.map(({ fix }) => ({ sql: fix, lock: locks.none })),
        },
      ],
      removals: open.map(({ message }) => message.replace(" are open to ", " are no longer open to ")),
    });
  },
};

function notOurs(finding: Finding): Finding {
  return {
    ...finding,
    why: `${finding.why}; only that role and its members can alter it`,
    fix: `as that role or a superuser: ${finding.fix}`,
  };
}
