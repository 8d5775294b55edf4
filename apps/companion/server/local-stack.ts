import { GoTrueAdminApi } from "@supabase/auth-js";
import { openEmbedded } from "rowproof/embedded";
import { openStack, type StackKeys } from "rowproof/stack";
import { users } from "../fixture/people.js";
import { type Listening, listen } from "./listen.js";
import { readSecrets } from "./secrets.js";

/** A local Supabase, with its demo users. */
export interface LocalStack {
  readonly url: string;
  readonly keys: StackKeys;
  readonly signIns: readonly { readonly email: string; readonly password: string }[];
  close(): Promise<void>;
}

const demoUsers = ["amara", "bruno"] as const;

/** Opens the embedded database of a directory and serves a Supabase-compatible API on it. */
export async function openLocalStack(directory: string, port: number): Promise<LocalStack> {
  const opened: { close(): Promise<void> }[] = [];
  const close = async () => {
    for (const one of opened.splice(0).toReversed()) await one.close();
  };
  try {
    const database = await openEmbedded({ directory });
    opened.push(database);
    const { keys, password } = await readSecrets(directory);
    const stack = await openStack({ database: database.url, keys });
    opened.push(stack);
    const listening: Listening = await listen(stack.fetch, port);
    opened.push(listening);
    const admin = new GoTrueAdminApi({
      url: `${listening.url}/auth/v1`,
      headers: { apikey: keys.service, authorization: `Bearer ${keys.service}` },
    });
    for (const name of demoUsers) {
      const { error } = await admin.updateUserById(users[name].id, { password, email_confirm: true });
      if (error !== null) throw error;
    }
    const signIns = demoUsers.map((name) => ({ email: `${name}@example.com`, password }));
    return { url: listening.url, keys, signIns, close };
  } catch (error) {
    await close();
    throw error;
  }
}
