import { matchContract } from "../../contract/matching.js";
import type { Check } from "../check.js";

export const contractNames: Check = {
  id: "contract-names",
  part: "verification",
  holds: "Every table and column in the contract exists",
  summary: ({ contract, tables }) => `${tables.length} of ${contract.namedTables.length} tables`,
  find: ({ contract }) => matchContract(contract),
};
