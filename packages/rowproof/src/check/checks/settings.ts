import type { StoredSetting } from "../../catalog/external-objects.js";
import type { Finding } from "../../diagnostic.js";
import { displayName, identifier } from "../../sql/sql.js";
import type { Check } from "../check.js";
import type { Subject } from "../subject.js";

export const settings: Check = {
  id: "settings",
  part: "security",
  holds: "No stored setting decides who a request is, or what it reaches",
  find: (subject) =>
    subject.catalog.external.settings
      .filter(({ role }) => role === null || requestRoles.includes(role))
      .flatMap((setting) => judge(subject, setting) ?? []),
};

/** The roles that a request connects and runs as: PostgREST applies the settings of the role that it becomes. */
const requestRoles = ["authenticator", "anon", "authenticated"];

type Rule = (subject: Subject, value: string) => boolean;

/** What a setting may be without harm, and what it does otherwise. */
interface Judgement {
  readonly level: "error" | "warning";
  readonly harmless: Rule;
  readonly why: string;
}

const claims: Judgement = {
  level: "error",
  harmless: (_, value) => value === "",
  why: "a request that brings no claims of its own gets these, and is somebody",
};

const judgements: Readonly<Record<string, Judgement>> = {
  role: {
    level: "error",
    harmless: (_, value) => value === "none",
    why: "a session begins as that role, whatever it was let in as",
  },
  row_security: {
    level: "error",
    harmless: (_, value) => ["on", "true", "yes", "1"].includes(value.toLowerCase()),
    why: "with row security off, every query that a policy would filter fails",
  },
  session_replication_role: {
    level: "error",
    harmless: (_, value) => value.toLowerCase() === "origin",
    why: "triggers and foreign keys do not fire, so that nothing they guard is guarded",
  },
  "pgrst.db_schemas": {
    level: "warning",
    harmless: ({ contract }, value) => {
      const exposed = value.split(",").map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
      return (
        exposed.length === contract.schemas.length && exposed.every((name) => contract.schemas.includes(name))
      );
    },
    why: "the API exposes other schemas than the contract speaks of, and those were not checked",
  },
  "pgrst.db_anon_role": {
    level: "warning",
    harmless: (_, value) => value === "anon",
    why: "a request without a token runs as another role than anon, which the contract speaks of",
  },
  "pgrst.jwt_role_claim_key": {
    level: "warning",
    harmless: (_, value) => value === ".role",
    why: "the role is taken from another claim than role, which a user may be able to write",
  },
  "pgrst.db_pre_request": {
    level: "warning",
    harmless: (subject, value) => subject.contract.acknowledges(value),
    why: "that function runs before every request and can change its claims, and the contract does not name it",
  },
};

function judge(subject: Subject, setting: StoredSetting): Finding | undefined {
  const { name, value } = setting;
  const judgement = name.startsWith("request.jwt.") ? claims : judgements[name];
  if (judgement === undefined || judgement.harmless(subject, value)) return undefined;
  const target = targetOf(subject, setting);
  return {
    id: judgement.level === "error" ? "setting/overrides-caller" : "setting/exposure",
    level: judgement.level,
    object: `setting ${name} of ${target.said}`,
    message: `${name} is set for ${target.said}`,
    why: judgement.why,
    fix: `alter ${target.written} reset ${name
      .split(".")
      .map((part) => identifier(part).text)
      .join(".")};`,
  };
}

function targetOf({ catalog }: Subject, { role, database }: StoredSetting) {
  const name = catalog.server.database;
  const quoted = identifier(name).text;
  if (role === null) {
    return database
      ? { said: `database ${displayName(name)}`, written: `database ${quoted}` }
      : { said: "all roles", written: "role all" };
  }
  const where = database ? ` in database ${quoted}` : "";
  return {
    said: `role ${displayName(role)}${database ? ` in database ${displayName(name)}` : ""}`,
    written: `role ${identifier(role).text}${where}`,
  };
}
