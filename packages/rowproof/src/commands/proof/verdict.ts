import type { ShadowProof } from "./shadow-proof.js";

/** What a proof says as a whole. */
export type ProofVerdict = "ok" | "broken" | "untested";

/** Something broken outweighs something untested. */
export function verdictOf(proof: ShadowProof): ProofVerdict {
  const broken = proof.cells.some(({ status }) => status === "leak" || status === "lockout");
  if (broken || (proof.http !== undefined && proof.http.differing.length > 0)) return "broken";
  return countUntested(proof) > 0 ? "untested" : "ok";
}

/** How many cells, objects and requests were not tested. */
export function countUntested({ cells, untested, http }: ShadowProof): number {
  const open = cells.filter(({ status }) => status === "untested").length;
  return open + untested.length + (http?.untested.length ?? 0);
}
