import { objectOf } from "../../check/objects.js";
import type { Finding } from "../../diagnostic.js";
import { keepPassedOn } from "../acl.js";
import { type Action, planned, together } from "../action.js";
import { locks } from "../locks.js";
import { findingsOf, type Planner, type Planning } from "../planning.js";

/**
 * What lies around the contract's tables and would void it: roles, owners, settings. Each finding says the statement that
 * mends it; where it says a sentence instead, somebody has to decide.
 */
export const surroundings: Planner = {
  mends: [
    "role/attribute",
    "role/member",
    "role/behind-authenticator",
    "role/unreachable",
    "schema/create",
    "schema/owned-by-caller",
    "database/create",
    "database/owned-by-caller",
    "table/owned-by-caller",
    "routine/owned-by-caller",
    "grant/grantable",
    "setting/overrides-caller",
    "setting/exposure",
    "users/open",
    "constraint/disabled",
    "constraint/not-enforced",
  ],
  plan: (planning) =>
    together(
      findingsOf(planning, ...surroundings.mends).map((finding) => {
        const { mend, message, why, object } = finding;
        if (!isStatement(mend)) return planned({ refusals: [finding] });
        return planned({
          groups: [
            {
              phase: "within",
              object,
              reason: `${message}: ${why}.`,
              actions: [
                // A caller's option to pass a privilege on goes, and with it what was passed on.
                ...(finding.id === "grant/grantable" ? othersOn(planning, object) : []),
                { sql: mend, lock: mend.startsWith("alter table") ? locks.exclusive(object) : locks.none },
              ],
            },
          ],
          removals: takesAway(finding) ? [lost(finding)] : [],
        });
      }),
    ),
};

function othersOn({ subject }: Planning, object: string): readonly Action[] {
  const relation = subject.catalog.relations.find((one) => objectOf(one) === object);
  return relation === undefined ? [] : keepPassedOn(relation);
}

/** Whether somebody can do less once it is mended; the others set something right that nobody had the use of. */
function takesAway({ id, mend }: Finding): boolean {
  return mend.startsWith("revoke ") || id === "role/attribute" || id.endsWith("/owned-by-caller");
}

/** `no longer: authenticated may create objects in schema public`; what goes from PUBLIC goes from everybody. */
function lost({ id, message, mend }: Finding): string {
  if (id === "role/member") return message.replace(" is a ", " is no longer a ");
  const others = / from (?:[^;]*, )?public[,;]/.test(withoutNames(mend))
    ? "; nor any other role that may through PUBLIC"
    : "";
  return `no longer: ${message}${others}`;
}

/** One statement, whatever stands in its names; a sentence instead says what somebody has to decide. */
function isStatement(mend: string): boolean {
  return /^(?:alter|grant|revoke) [^;]*;$/.test(withoutNames(mend));
}

function withoutNames(mend: string): string {
  return mend.replace(/"(?:[^"]|"")*"/g, "name");
}
