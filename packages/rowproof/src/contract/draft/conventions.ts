import { snakeCase } from "../naming.js";

/** What names mean by convention. A draft uses them if nothing better is known, and marks that as a guess. */
const says = (pattern: RegExp) => (name: string) => pattern.test(snakeCase(name));

/** Tables in which other tools keep their own history. */
export const isBookkeeping = says(
  /^_*((prisma|drizzle|knex|kysely|typeorm|mikro_orm|django|supabase|schema)_(migrations?|metadata)(_lock)?|goose_db_version|ar_internal_metadata|flyway_schema_history|databasechangelog(lock)?|alembic_version|pgmigrations|atlas_schema_revisions|sequelize_meta|spatial_ref_sys)$/,
);

/** Tables that only a service fills, and that nobody's browser reads. */
export const isServices = says(/(^|_)(webhooks?|outbox|queues?|audits?|logs?|cron)(_|$)/);

/** Tables that a user reads and only the service writes: permissions and payments. */
export const isWrittenByService = says(
  /(^|_)(roles?|permissions?|entitlements?|billing|customers?|subscriptions?|payments?|invoices?|charges?|payouts?|audits?|logs?)$|^billing_/,
);

/** Tables with one row a user. */
export const isProfile = says(/(^|_)(profiles?|users?|accounts?|settings|preferences)$/);

/** Columns that decide what a user may do or has paid for. */
export const isSensitive = says(
  /^((user_|app_)?roles?|is_(super_?)?admin|is_(staff|moderator|premium|pro|vip|verified|banned|active_subscriber)|(super_?)?admin|(\w+_)?plan|plan_\w+|tier|premium(_\w+)?|credits?|(\w+_)?credits|(\w+_)?balance|quota|permissions|stripe_\w+|paddle_\w+|subscription(_\w+)?|trial_ends?_at|verified(_at)?|banned(_\w+)?)$/,
);

/** Tables whose rows are groups of users. */
export const isTeam = says(
  /(^|_)(teams?|orgs?|organi[sz]ations?|workspaces?|groups?|projects?|compan(y|ies)|accounts?|households?|famil(y|ies)|tenants?)$/,
);

/** Tables with a row for each member of each group. */
export const isMembers = says(/(^|_)(members?|memberships?|participants?|collaborators?)$/);

/** Columns that name a user who did something to a row, but does not own it. */
export const isOnlyActor = says(
  /^(updated|modified|edited|deleted|approved|reviewed|verified|invited|assigned|resolved|processed|banned)_(by|to)(_\w+)?$/,
);

/** Names of the owner's column, the likeliest first. `id` is one only if it refers to a user. */
const ownerNames = ["id", "user_id", "owner_id", "uid", "author_id", "created_by", "profile_id"];

/** The rank of a column's name among owner columns; undefined if it is not one. */
export function ownerRank(column: string): number | undefined {
  const rank = ownerNames.indexOf(snakeCase(column));
  return rank < 0 ? undefined : rank;
}

/** Whether the name almost certainly means the owner's id. */
export function isPlainOwner(column: string): boolean {
  return ["id", "user_id", "owner_id", "uid"].includes(snakeCase(column));
}

/** Roles of members who may do more than read. */
export const isWritingRole = says(/^(owner|admin|administrator|editor|manager)$/);

/** `companies` → `company`, `teams` → `team`. */
export function singular(name: string): string {
  return name.replace(/ies$/, "y").replace(/([^s])s$/, "$1");
}
