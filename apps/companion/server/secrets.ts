import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeKeys } from "rowproof/stack";
import { z } from "zod";

const shape = z.object({
  keys: z.object({ anon: z.string(), service: z.string(), jwtSecret: z.string() }),
  /** The password of the demo users. */
  password: z.string(),
});
export type Secrets = z.infer<typeof shape>;

/** The local stack's keys and the demo password: made once per database and stored next to it, readable only by its owner. */
export async function readSecrets(directory: string): Promise<Secrets> {
  const file = join(directory, "stack.json");
  try {
    return shape.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    const secrets = { keys: makeKeys(), password: randomBytes(9).toString("base64url") };
    await writeFile(`${file}.new`, JSON.stringify(secrets, undefined, 2), { mode: 0o600 });
    await rename(`${file}.new`, file);
    return secrets;
  }
}
