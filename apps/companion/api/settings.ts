import { createHmac } from "node:crypto";
import { z } from "zod";

/** What the API runs on: whatever it takes from the environment is read here, once. */
export interface Settings {
  readonly supabase: {
    /** Where `/rest/v1` and `/auth/v1` are. */
    readonly url: string;
    readonly anonKey: string;
    /** For `service.ts` alone. */
    readonly serviceKey: string;
  };
  /** What the keys that sign-ins are counted under are made with. */
  readonly limitSecret: string;
  /** Absent: billing answers 503 and says what to set. */
  readonly stripe?: StripeSettings;
  /** The app's own address: where Stripe sends people back to. */
  readonly appUrl: string;
  /** Other places whose pages may call the API. */
  readonly origins: readonly string[];
  /** The header in which the proxy in front says where a request comes from. Absent: there is none, and the connection tells. */
  readonly addressHeader?: string;
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
const text = z.string("is not set");

/** Every mistake is told at once: these too where others were found already. */
const always = () => true;

const environment = z
  .object({
    SUPABASE_URL: z.url("is not set, or is no URL"),
    SUPABASE_ANON_KEY: text,
    SUPABASE_SERVICE_ROLE_KEY: text,
    APP_URL: z.url("is not set, or is no URL").default("http://localhost:3000"),
    ALLOWED_ORIGINS: list,
    CLIENT_ADDRESS_HEADER: z
      .string()
      .regex(/^[\w-]+$/, "is no header's name")
      .optional(),
    LOG_LEVEL: z.enum(["silent", "error", "warn", "info", "debug"]).default("info"),
    STRIPE_SECRET_KEY: text.optional(),
    STRIPE_WEBHOOK_SECRET: text.optional(),
    STRIPE_PRICES_PRO: list,
    STRIPE_PRICES_ELITE: list,
    STRIPE_API_URL: z.url("is not set, or is no URL").optional(),
  })
  .refine((all) => (all.STRIPE_SECRET_KEY === undefined) === (all.STRIPE_WEBHOOK_SECRET === undefined), {
    path: ["STRIPE_WEBHOOK_SECRET"],
    message: "goes with STRIPE_SECRET_KEY: both are set, or neither",
    when: always,
  })
  .refine((all) => !all.STRIPE_PRICES_PRO.some((price) => all.STRIPE_PRICES_ELITE.includes(price)), {
    path: ["STRIPE_PRICES_ELITE"],
    message: "has a price of STRIPE_PRICES_PRO too: a price stands for one plan",
    when: always,
  });

/** What is wrong with the environment, told as Rowproof tells its errors. */
export class SettingsError extends Error {
  readonly why: string;
  readonly fix = "set what is named; apps/companion/README.md says what each is for";

  constructor(mistakes: readonly string[]) {
    super("the environment does not say rightly what the API needs");
    this.why = mistakes.join("; ");
  }
}

/**
 * Reads the settings from environment variables; empty ones count as unset.
 *
 * @throws {SettingsError} with every mistake, and no value.
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

/** A secret of its own, which opens nothing, so that there is one less to set. */
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
