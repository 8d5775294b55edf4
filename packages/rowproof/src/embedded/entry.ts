import { lstat } from "node:fs/promises";
import { failedWith } from "./errors.js";

/** Whether a directory has this entry, be it a link that leads nowhere. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (failedWith(error, "ENOENT", "ENOTDIR")) return false;
    throw error;
  }
}
