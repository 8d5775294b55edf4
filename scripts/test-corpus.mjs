// `npm run test:corpus`: every case of the corpus on Postgres 15 and 17, and every script that the proof writes for them under psql.
// `npm test` takes all cases on 17, and samples of the rest.
process.env.ROWPROOF_CORPUS = "all";
process.argv.push("packages/rowproof/test/prove/corpus");
await import("./test.mjs");
