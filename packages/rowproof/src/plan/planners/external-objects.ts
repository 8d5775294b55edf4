import type { Finding } from "../../diagnostic.js";
import { objectOf } from "../../sql/object-name.js";
import { keepPassedOn } from "../acl.js";
import { type Action, planned, together } from "../action.js";
import { locks } from "../locks.js";
import { findingsOf, type Planner, type Planning } from "../planning.js";

/**
 * What lies around the contract's tables and would void it: roles, owners, settings. Each finding says the statement that
 * fixes it; where it says a sentence instead, somebody has to decide.
 */
export const external: Planner = {
  fixes: [
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
      findingsOf(planning, ...external.fixes).map((finding) => {
        const { fix, message, why, object } = finding;
        if (!isStatement(fix)) return planned({ refusals: [finding] });
        return planned({
          groups: [
            {
              phase: "within",
              object,
              reason: `${message}: ${why}.`,
              actions: [
                // A caller's option to pass a privilege on goes, and with it what was passed on.
                ...(finding.id === "grant/grantable" ? othersOn(planning, object) : []),
                { sql: fix, lock: fix.startsWith("alter table") ? locks.exclusive(object) : locks.none },
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

/** Whether somebody can do less once it is fixed; the others set something right that nobody had the use of. */
function takesAway({ id, fix }: Finding): boolean {
  return fix.startsWith("revoke ") || id === "role/attribute" || id.endsWith("/owned-by-caller");
}

/** `no longer: authenticated may create objects in schema public`; what goes from PUBLIC goes from everybody. */
function lost({ id, message, fix }: Finding): string {
  if (id === "role/member") return message.replace(" is a ", " is no longer a ");
  const others = / from (?:[^;]*, )?public[,;]/.test(withoutNames(fix))
    ? "; nor any other role that may through PUBLIC"
    : "";
  return `no longer: ${message}${others}`;
}

/** One statement, whatever stands in its names; a sentence instead says what somebody has to decide. */
function isStatement(fix: string): boolean {
  return /^(?:alter|grant|revoke) [^;]*;$/.test(withoutNames(fix));
}

function withoutNames(fix: string): string {
  return fix.replace(/"(?:[^"]|"")*"/g, "name");
}
