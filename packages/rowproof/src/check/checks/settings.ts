import type { StoredSetting } from "../../catalog/external-objects.js";
import type { Finding } from "../../diagnostic.js";
import { displayName, identifier } from "../../sql/sql.js";
import type { Check } from "../check.js";
import type { CheckContext } from "../context.js";

export const settings: Check = {
  id: "settings",
  part: "security",
  holds: "No stored setting changes a request's user or its access",
  find: (context) =>
    context.catalog.external.settings
      .filter(({ role }) => role === null || requestRoles.includes(role))
      .flatMap((setting) => judge(context, setting) ?? []),
};

/** The roles that a request connects and runs as: PostgREST applies the settings of the role that it becomes. */
const requestRoles = ["authenticator", "anon", "authenticated"];

type Rule = (context: CheckContext, value: string) => boolean;

/** Which values of a setting are harmless, and what the others do. */
interface Judgement {
  readonly level: "error" | "warning";
  readonly harmless: Rule;
  readonly why: string;
}

const claims: Judgement = {
  level: "error",
  harmless: (_, value) => value === "",
  why: "a request without claims gets these claims",
};

const judgements: Readonly<Record<string, Judgement>> = {
  role: {
    level: "error",
    harmless: (_, value) => value === "none",
    why: "every session starts as that role, whichever role it logged in as",
  },
  row_security: {
    level: "error",
    harmless: (_, value) => ["on", "true", "yes", "1"].includes(value.toLowerCase()),
    why: "with row security off, every query that a policy would filter fails",
  },
  session_replication_role: {
    level: "error",
    harmless: (_, value) => value.toLowerCase() === "origin",
    why: "triggers and foreign keys do not fire, so nothing enforces them",
  },
  "pgrst.db_schemas": {
    level: "warning",
    harmless: ({ contract }, value) => {
      const exposed = value.split(",").map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
      return (
        exposed.length === contract.schemas.length && exposed.every((name) => contract.schemas.includes(name))
      );
    },
    why: "the API exposes other schemas than the contract lists, and those were not checked",
  },
  "pgrst.db_anon_role": {
    level: "warning",
    harmless: (_, value) => value === "anon",
    why: "a request without a token runs as another role than anon, the one that the contract names",
  },
  "pgrst.jwt_role_claim_key": {
    level: "warning",
    harmless: (_, value) => value === ".role",
    why: "the role comes from another claim than role, which a user may be able to write",
  },
  "pgrst.db_pre_request": {
    level: "warning",
    harmless: (context, value) => context.contract.acknowledges(value),
    why: "this function runs before every request and can change its claims, and the contract does not name it",
  },
};

function judge(context: CheckContext, setting: StoredSetting): Finding | undefined {
  const { name, value } = setting;
  const judgement = name.startsWith("request.jwt.") ? claims : judgements[name];
  if (judgement === undefined || judgement.harmless(context, value)) return undefined;
  const target = targetOf(context, setting);
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

function targetOf({ catalog }: CheckContext, { role, database }: StoredSetting) {
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
