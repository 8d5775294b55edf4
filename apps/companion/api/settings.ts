import { createHmac } from "node:crypto";
import { z } from "zod";

/** The settings of the API, all from the environment. */
export interface Settings {
  readonly supabase: {
    /** The base address of `/rest/v1` and `/auth/v1`. */
    readonly url: string;
    readonly anonKey: string;
    /** Only for `service.ts`. */
    readonly serviceKey: string;
  };
  /** The secret of the HMACs by which sign-ins are counted. */
  readonly limitSecret: string;
  /** If absent, billing returns 503 and says what to set. */
  readonly stripe?: StripeSettings;
  /** The app's own address; Stripe sends users back to it. */
  readonly appUrl: string;
  /** Other origins whose pages may call the API. */
  readonly origins: readonly string[];
  /** The header with the client's address, which a proxy sets. If absent, the address of the connection counts. */
  readonly addressHeader?: string;
  readonly logLevel: "silent" | "error" | "warn" | "info" | "debug";
}

export interface StripeSettings {
  readonly secretKey: string;
  readonly webhookSecret: string;
  /** The prices of each plan. Any other price gives no plan. */
  readonly prices: { readonly PRO: readonly string[]; readonly ELITE: readonly string[] };
  /** Another address of Stripe's API, for tests. */
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
const text = z.string("is not set");

/** Report all errors at once: check these even if there are others. */
const always = () => true;

const environment = z
  .object({
    SUPABASE_URL: z.url("is not set, or is not a URL"),
    SUPABASE_ANON_KEY: text,
    SUPABASE_SERVICE_ROLE_KEY: text,
    APP_URL: z.url("is not set, or is not a URL").default("http://localhost:3000"),
    ALLOWED_ORIGINS: list,
    CLIENT_ADDRESS_HEADER: z
      .string()
      .regex(/^[\w-]+$/, "is not a header name")
      .optional(),
    LOG_LEVEL: z.enum(["silent", "error", "warn", "info", "debug"]).default("info"),
    STRIPE_SECRET_KEY: text.optional(),
    STRIPE_WEBHOOK_SECRET: text.optional(),
    STRIPE_PRICES_PRO: list,
    STRIPE_PRICES_ELITE: list,
    STRIPE_API_URL: z.url("is not set, or is not a URL").optional(),
  })
  .refine((all) => (all.STRIPE_SECRET_KEY === undefined) === (all.STRIPE_WEBHOOK_SECRET === undefined), {
    path: ["STRIPE_WEBHOOK_SECRET"],
    message: "must be set together with STRIPE_SECRET_KEY",
    when: always,
  })
  .refine((all) => !all.STRIPE_PRICES_PRO.some((price) => all.STRIPE_PRICES_ELITE.includes(price)), {
    path: ["STRIPE_PRICES_ELITE"],
    message: "has a price that STRIPE_PRICES_PRO has too: a price belongs to one plan",
    when: always,
  });

/** Errors in the environment, with why and fix like Rowproof's errors. */
export class SettingsError extends Error {
  readonly why: string;
  readonly fix = "set these variables; apps/companion/README.md describes them";

  constructor(mistakes: readonly string[]) {
    super("the environment variables of the API are not valid");
    this.why = mistakes.join("; ");
  }
}

/**
 * Reads the settings from environment variables; empty ones count as unset.
 *
 * @throws {SettingsError} with every error, and no value.
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const { success, data, error } = environment.safeParse(set);
  if (!success) {
    throw new SettingsError(error.issues.map(({ path, message }) => `${path.join(".")} ${message}`));
  }
  return {
    supabase: {
      url: data.SUPABASE_URL.replace(/\/+$/, ""),
      anonKey: data.SUPABASE_ANON_KEY,
      serviceKey: data.SUPABASE_SERVICE_ROLE_KEY,
    },
    limitSecret: limitSecretFrom(data.SUPABASE_SERVICE_ROLE_KEY),
    ...stripeOf(data),
    appUrl: data.APP_URL.replace(/\/+$/, ""),
    origins: data.ALLOWED_ORIGINS,
    ...(data.CLIENT_ADDRESS_HEADER === undefined ? {} : { addressHeader: data.CLIENT_ADDRESS_HEADER }),
    logLevel: data.LOG_LEVEL,
  };
}

/** Derives a secret that gives no access, so that users need not set one. */
export function limitSecretFrom(serviceKey: string): string {
  return createHmac("sha256", serviceKey).update("companion sign-in limits").digest("hex");
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
