import { compatViews } from "./planners/compat-views.js";
import { defaultPrivileges } from "./planners/default-privileges.js";
import { erasingTriggers } from "./planners/erasing-triggers.js";
import { external } from "./planners/external-objects.js";
import { relationGrants } from "./planners/grants.js";
import { indexes } from "./planners/indexes.js";
import { keys } from "./planners/keys.js";
import { otherRelations } from "./planners/others.js";
import { outsidePartitions } from "./planners/outside-partitions.js";
import { policies } from "./planners/policies.js";
import { routines } from "./planners/routines.js";
import { rowSecurity } from "./planners/row-security.js";
import { searchPaths } from "./planners/search-paths.js";
import { sequences } from "./planners/sequences.js";
import { triggerFunctions } from "./planners/trigger-functions.js";
import { schemaUsage } from "./planners/usage.js";
import type { Planner } from "./planning.js";

/**
 * Every planner, in the order in which their statements run within a phase: default privileges are closed before anything
 * is created, roles that can grant are fixed before grants are revoked, and a view is created before a grant on it.
 */
export const planners: readonly Planner[] = [
  indexes,
  defaultPrivileges,
  external,
  schemaUsage,
  rowSecurity,
  policies,
  compatViews,
  relationGrants,
  otherRelations,
  outsidePartitions,
  sequences,
  routines,
  searchPaths,
  keys,
  erasingTriggers,
];

/** Changes that are no reason for a plan, but are part of any plan. */
export const alongside: readonly Planner[] = [triggerFunctions];
