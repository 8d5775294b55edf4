import { platformSql } from "../embedded/platform.js";
import type { CommandRun, CommonOptions } from "./command.js";

/** `rowproof platform`: the SQL that gives a plain Postgres the roles and the `auth` schema of Supabase. */
export const platform: CommandRun<CommonOptions> = async (_options, { output }) => {
  const sql = platformSql();
  output.product(sql.trimEnd(), { command: "platform", sql });
  return 0;
};
