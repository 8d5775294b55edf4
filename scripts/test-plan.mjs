// `npm run test:plan`: draws 320 schemas and contracts, 80 for each major version, and holds the planner to its promises on
// each. `npm test` draws a dozen. The seed is printed; ROWPROOF_SEED repeats it, ROWPROOF_DRAWN changes the number.
process.env.ROWPROOF_DRAWN ??= "80";
process.argv.push("packages/rowproof/test/plan/property");
await import("./test.mjs");
