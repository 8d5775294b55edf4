import type { RelationName } from "../catalog/facts.js";
import type { Cell } from "../judge/proof.js";
import type { Upshot } from "./answer.js";
import type { Statement } from "./statement.js";

/** A call with nulls: it tests only the privilege. */
export function emptyCall(name: RelationName, parameters: readonly string[]): Statement {
  return { kind: "execute", name, list: parameters.map(() => "null") };
}

/** The result of a call as SQL found it: the role has the privilege, or is refused. */
export function executionBySql({ observed }: Pick<Cell, "observed">): Upshot {
  return observed === "allowed" || observed === "some"
    ? { kind: "done", rows: 1, text: "" }
    : { kind: "refused", code: "42501", text: "" };
}

/** The result of a call over HTTP. An error that the function raises means that it was executed; an error of the API does not. */
export function executionOverHttp(upshot: Upshot): Upshot {
  if (upshot.kind === "done" || /^(?:PGRST|HTTP)/.test(upshot.code)) return upshot;
  const isRefused = upshot.code === "42501" && /permission denied for (?:function|schema)/.test(upshot.text);
  return isRefused ? upshot : { kind: "done", rows: 1, text: "" };
}
