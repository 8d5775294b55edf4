import type { RelationName } from "../catalog/facts.js";
import type { Cell } from "../judge/proof.js";
import type { Upshot } from "./answer.js";
import type { Statement } from "./statement.js";

/** A call with nulls, which asks for nothing but the privilege. */
export function emptyCall(name: RelationName, parameters: readonly string[]): Statement {
  return { kind: "execute", name, list: parameters.map(() => "null") };
}

/** That the privilege is there or not, as SQL has told it. */
export function executionBySql({ observed }: Pick<Cell, "observed">): Upshot {
  return observed === "allowed" || observed === "some"
    ? { kind: "done", rows: 1, text: "" }
    : { kind: "refused", code: "42501", text: "" };
}

/** The same of a call: whatever the function itself says, it was executed. An answer of the API's own is none of the function's. */
export function executionOverHttp(upshot: Upshot): Upshot {
  if (upshot.kind === "done" || /^(?:PGRST|HTTP)/.test(upshot.code)) return upshot;
  const isRefused = upshot.code === "42501" && /permission denied for (?:function|schema)/.test(upshot.text);
  return isRefused ? upshot : { kind: "done", rows: 1, text: "" };
}
