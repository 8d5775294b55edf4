import { z } from "zod";

/** What the API runs on. Whatever comes from the environment is read here, once, and nowhere else. */
export interface Settings {
  readonly supabase: {
    /** Where `/rest/v1` and `/auth/v1` are. */
    readonly url: string;
    readonly anonKey: string;
    /** For `service.ts` alone. */
    readonly serviceKey: string;
  };
  /** Absent: billing answers 503 and says what to set. */
  readonly stripe?: StripeSettings;
  /** The app's own address: where Stripe sends people back to. */
  readonly appUrl: string;
  /** Other places whose pages may call the API. */
  readonly origins: readonly string[];
  readonly logLevel: "silent" | "error" | "warn" | "info" | "debug";
}

export interface StripeSettings {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** The prices that a plan is sold at. A price that is not here never gives a plan. */
  readonly prices: { readonly PRO: readonly string[]; readonly ELITE: readonly string[] };
  /** Another address of Stripe's API than its own, for tests. */
  readonly api?: string;
}

const list = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  );
const text = z.string().min(1);

const environment = z
  .object({
    SUPABASE_URL: z.url(),
    SUPABASE_ANON_KEY: text,
    SUPABASE_SERVICE_ROLE_KEY: text,
    APP_URL: z.url().default("http://localhost:3000"),
    ALLOWED_ORIGINS: list,
    LOG_LEVEL: z.enum(["silent", "error", "warn", "info", "debug"]).default("info"),
    STRIPE_SECRET_KEY: text.optional(),
    STRIPE_WEBHOOK_SECRET: text.optional(),
    STRIPE_PRICES_PRO: list,
    STRIPE_PRICES_ELITE: list,
    STRIPE_API_URL: z.url().optional(),
  })
  .refine((all) => (all.STRIPE_SECRET_KEY === undefined) === (all.STRIPE_WEBHOOK_SECRET === undefined), {
    path: ["STRIPE_WEBHOOK_SECRET"],
    message: "STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET are set together or not at all",
  })
  .refine((all) => !all.STRIPE_PRICES_PRO.some((price) => all.STRIPE_PRICES_ELITE.includes(price)), {
    path: ["STRIPE_PRICES_ELITE"],
    message: "a price stands for one plan only",
  });

/**
 * Reads the settings from environment variables; empty ones count as unset.
 *
 * @throws {Error} with every mistake, a line each, and no value.
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const { success, data, error } = environment.safeParse(set);
  if (!success) {
    const mistakes = error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
    throw new Error(`the environment is not complete:\n${mistakes.join("\n")}`);
  }
  return {
    supabase: {
      url: data.SUPABASE_URL.replace(/\/+$/, ""),
      anonKey: data.SUPABASE_ANON_KEY,
      serviceKey: data.SUPABASE_SERVICE_ROLE_KEY,
    },
    ...stripeOf(data),
    appUrl: data.APP_URL.replace(/\/+$/, ""),
    origins: data.ALLOWED_ORIGINS,
    logLevel: data.LOG_LEVEL,
  };
}

function stripeOf(data: z.infer<typeof environment>): { readonly stripe?: StripeSettings } {
  if (data.STRIPE_SECRET_KEY === undefined || data.STRIPE_WEBHOOK_SECRET === undefined) return {};
  return {
    stripe: {
      secretKey: data.STRIPE_SECRET_KEY,
      webhookSecret: data.STRIPE_WEBHOOK_SECRET,
      prices: { PRO: data.STRIPE_PRICES_PRO, ELITE: data.STRIPE_PRICES_ELITE },
      ...(data.STRIPE_API_URL === undefined ? {} : { api: data.STRIPE_API_URL }),
    },
  };
}
