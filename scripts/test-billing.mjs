// `npm run test:billing`: sends 1,000 events of the payment provider to the companion's API, in any order, some twice, a third of
// them hit by a crash, and compares the plans. `npm test` sends 150. The seed is printed; ROWPROOF_SEED draws the same again,
// ROWPROOF_EVENTS changes the number.
process.env.ROWPROOF_EVENTS ??= "1000";
process.argv.push("apps/companion/test/stripe/crash");
await import("./test.mjs");
