import { parseArgs } from "node:util";
import { patientFetch } from "../api/patient-fetch.js";
import { openService } from "../api/service.js";
import { readSettings, type Settings } from "../api/settings.js";
import { billingOf } from "../api/stripe/billing.js";
import { codeOf, type Work } from "../api/stripe/processing.js";
import { type Reconciled, reconcileCustomers, reconcileEvents } from "../api/stripe/reconciliation.js";

const help = `usage: npm run billing:reconcile [-- --all]

Processes the events of the payment provider that failed, and those that it could not deliver.
  --all   also sets the plan of every customer to their state at the provider

Exit: 0 all processed, 1 some failed again, 2 usage or settings, 3 the provider or the database cannot be reached.
Example: npm run billing:reconcile -- --all
`;

async function main(): Promise<number> {
  const parameters = readParameters();
  if (parameters === undefined) return 2;
  if (parameters.help) {
    process.stdout.write(help);
    return 0;
  }
  const work = openWork();
  if (work === undefined) return 2;
  const events = await reconcileEvents(work);
  const customers = parameters.all ? await reconcileCustomers(work) : undefined;
  process.stdout.write(
    `${countText("event", events)}${customers ? `; ${countText("customer", customers)}` : ""}\n`,
  );
  return events.failed + (customers?.failed ?? 0) === 0 ? 0 : 1;
}

function readParameters() {
  try {
    const options = { all: { type: "boolean" }, help: { type: "boolean" } } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    process.stderr.write(`error: ${messageOf(error)}\n${help}`);
    return undefined;
  }
}

function openWork(): Work | undefined {
  try {
    const settings: Settings = readSettings(process.env);
    return { ...billingOf(settings), database: openService(settings, patientFetch).database };
  } catch (error) {
    process.stderr.write(`error: ${messageOf(error)}\n`);
    return undefined;
  }
}

function countText(what: string, { processed, failed }: Reconciled): string {
  return `${processed} ${what}${processed === 1 ? "" : "s"} processed, ${failed} failed`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  process.exitCode = await main();
} catch (error) {
  // Not its message: a server's message may contain personal data.
  process.stderr.write(
    `error: reconciling stopped (${codeOf(error)}): finished work is saved; run it again\n`,
  );
  process.exitCode = 3;
}
