// `npm run test:corpus`: every case of the corpus on Postgres 15 and 17, and every script that the proof writes for them under psql.
// And the gate of `up` on both. `npm test` takes all cases and the gate on 17, and samples of the rest.
process.env.ROWPROOF_CORPUS = "all";
process.argv.push("packages/rowproof/test/prove/corpus", "packages/rowproof/test/cli/prove-gate");
await import("./test.mjs");
