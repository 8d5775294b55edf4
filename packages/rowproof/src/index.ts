export type {
  Access,
  Command,
  CommandAccess,
  ContractRole,
  FixtureRow,
  FixtureValue,
  Rows,
} from "./contract/contract.js";
export { type CustomOptions, custom } from "./contract/custom.js";
export {
  type ActorConfig,
  type Config,
  defineConfig,
  type RoutineConfig,
  type TableConfig,
} from "./contract/define.js";
export { type MemberOfOptions, memberOf } from "./contract/member-of.js";
export {
  appendOnly,
  closed,
  type OwnedByOptions,
  ownedBy,
  publicRead,
  readOwn,
  serviceOnly,
} from "./contract/presets.js";
