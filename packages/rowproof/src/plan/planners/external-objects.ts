import type { Finding } from "../../diagnostic.js";
import { objectOf } from "../../sql/object-name.js";
import { keepPassedOn } from "../acl.js";
import { type Action, planned, together } from "../action.js";
import { locks } from "../locks.js";
import { findingsOf, type Planner, type Planning } from "../planning.js";

/**
 * External objects that can undermine the contract: roles, owners, settings. The fix of each finding is a statement, or
 * a sentence if a person has to decide.
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
                // Revoking a grant option also revokes what its holder granted.
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

function othersOn({ context }: Planning, object: string): readonly Action[] {
  const relation = context.catalog.relations.find((one) => objectOf(one) === object);
  return relation === undefined ? [] : keepPassedOn(relation);
}

/** Whether the fix takes access from somebody. */
function takesAway({ id, fix }: Finding): boolean {
  return fix.startsWith("revoke ") || id === "role/attribute" || id.endsWith("/owned-by-caller");
}

/** `no longer: authenticated may create objects in schema public`; what PUBLIC loses, everybody loses. */
function lost({ id, message, fix }: Finding): string {
  if (id === "role/member") return message.replace(" is a ", " is no longer a ");
  const others = / from (?:[^;]*, )?public[,;]/.test(withoutNames(fix))
    ? "; nor any role that can through PUBLIC"
    : "";
  return `no longer: ${message}${others}`;
}

/** Whether a fix is one statement, whatever its names contain, and not a sentence. */
function isStatement(fix: string): boolean {
  return /^(?:alter|grant|revoke) [^;]*;$/.test(withoutNames(fix));
}

function withoutNames(fix: string): string {
  return fix.replace(/"(?:[^"]|"")*"/g, "name");
}
