import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

/**
 * Writes the schema file where its text differs; whole or not at all.
 * @returns whether it was written
 */
export async function writeSchemaFile(file: string, text: string): Promise<boolean> {
  const present = await readFile(file, "utf8").catch(() => null);
  if (present === text) return false;
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    await writeFile(partial, text);
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return true;
}
