// `npm run test:corpus`: every case of the corpus on Postgres 15 and 17, and every script that the proof writes for them under psql.
// And the gate of `up` on both. `npm test` takes a sample of the cases, and the gate on 17.
process.env.ROWPROOF_SAMPLE = "all";
process.argv.push(
  "packages/rowproof/test/attack/corpus",
  "packages/rowproof/test/judge/corpus-scripts",
  "packages/rowproof/test/cli/prove-gate",
);
await import("./test.mjs");
