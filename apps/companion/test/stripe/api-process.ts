import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Settings } from "../../api/settings.js";

/** The API in its own process, which a test can kill like a machine failure. */
export interface ApiProcess {
  readonly url: string;
  /** Kills it at once; its work stays incomplete. */
  kill(): void;
  readonly ended: Promise<unknown>;
}

const program = fileURLToPath(new URL("api-child.ts", import.meta.url));

/** Starts one and waits until it listens. */
export async function startApi(settings: Settings): Promise<ApiProcess> {
  const child = spawn(process.execPath, ["--import", "jiti/register", program], {
    stdio: ["pipe", "pipe", "inherit"],
    env: environmentOf(settings),
  });
  const ended = once(child, "exit");
  for await (const port of createInterface(child.stdout))
    return { url: `http://127.0.0.1:${port}`, kill: () => void child.kill("SIGKILL"), ended };
  throw new Error("the API's process printed nothing");
}

/** The environment variables for these settings. */
export function environmentOf({ supabase, stripe }: Settings) {
  return {
    PATH: process.env.PATH,
    SUPABASE_URL: supabase.url,
    SUPABASE_ANON_KEY: supabase.anonKey,
    SUPABASE_SERVICE_ROLE_KEY: supabase.serviceKey,
    STRIPE_SECRET_KEY: stripe?.secretKey,
    STRIPE_WEBHOOK_SECRET: stripe?.webhookSecret,
    STRIPE_PRICES_PRO: stripe?.prices.PRO.join(","),
    STRIPE_PRICES_ELITE: stripe?.prices.ELITE.join(","),
    STRIPE_API_URL: stripe?.api,
    LOG_LEVEL: "silent",
  };
}
