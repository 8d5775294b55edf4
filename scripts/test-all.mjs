// `npm run test:all`: every test with every case on every major version, as CI runs it. `npm test` takes samples of the long lists:
// cases of the corpus, major versions, made-up requests.
process.env.ROWPROOF_SAMPLE = "all";
await import("./test.mjs");
