import Stripe from "stripe";
import { Problem } from "../problem.js";
import type { Settings, StripeSettings } from "../settings.js";

/** A client of Stripe, and the settings of billing. */
export interface Billing {
  readonly stripe: Stripe;
  readonly settings: StripeSettings;
}

/** @throws {Problem} `not-available` if Stripe is not set up; it says what to set. */
export function billingOf({ stripe: settings }: Settings): Billing {
  if (settings === undefined)
    throw new Problem(
      "not-available",
      "Billing is not set up: set STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, STRIPE_PRICES_PRO and STRIPE_PRICES_ELITE.",
    );
  return { stripe: new Stripe(settings.secretKey, { ...addressOf(settings), ...patience }), settings };
}

/** Stripe's response. @throws {Problem} `upstream-failed`, without Stripe's text, which may contain personal data. */
export async function answered<Answer>(request: Promise<Answer>): Promise<Answer> {
  try {
    return await request;
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    throw new Problem(
      "upstream-failed",
      "The payment provider cannot be reached, or it refused. Try again.",
      {
        cause: new Error(`${error.type} ${error.code ?? error.statusCode ?? ""}`.trimEnd()),
      },
    );
  }
}

/** Less than a client waits, and well within Stripe's limit for a webhook. */
const patience = { timeout: 8000, maxNetworkRetries: 1, telemetry: false };

function addressOf({ api }: StripeSettings) {
  if (api === undefined) return {};
  const { protocol, hostname: host, port } = new URL(api);
  if (protocol === "https:") return { protocol: "https" as const, host, port: port === "" ? 443 : port };
  return { protocol: "http" as const, host, port: port === "" ? 80 : port };
}
