export type { Access, Command, CommandAccess, ContractRole, Rows } from "./contract/contract.js";
export { type Config, defineConfig, type RoutineConfig, type TableConfig } from "./contract/define.js";
export {
  appendOnly,
  closed,
  type OwnedByOptions,
  ownedBy,
  readOwn,
  serviceOnly,
} from "./contract/presets.js";
