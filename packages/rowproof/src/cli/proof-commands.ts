import { type Command, Option } from "commander";
import type { AddCommand } from "./add-command.js";
import { positive } from "./arguments.js";

const all = "also print the rows that are entirely ok, however many";

/** The commands that compare a database with its contract. */
export function addProofCommands(program: Command, add: AddCommand): void {
  add(program, {
    name: "verify",
    summary: "check the database against the contract; exit 1 if it differs",
    example: "rowproof verify --json",
    load: async () => (await import("./verify.js")).verifyLine,
  });

  addProve(program, add);

  add(program, {
    name: "matrix",
    summary: "print who can do what, as the last proof found it, or as the contract declares it",
    example: "rowproof matrix --declared",
    load: async () => (await import("./matrix.js")).matrixLine,
  })
    .option("--declared", "what the contract declares, even if there was a proof")
    .option("--all", all);
}

function addProve(program: Command, add: AddCommand): void {
  add(program, {
    name: "prove",
    summary:
      "attack the database as every actor; exit 1 if anyone can do more or less than the contract says",
    example: "rowproof prove --html proof.html",
    load: async () => (await import("./prove.js")).proveLine,
  })
    .option(
      "--live",
      "attack the database itself, in one transaction that is rolled back, instead of a shadow",
    )
    .option(
      "--http",
      "also send every attempt through a Supabase API, with real sign-ins; exit 1 if that differs",
    )
    .option("--only <names...>", "attack only these tables, views, routines or sequences")
    .option("--all", all)
    .option("--markdown <file>", "also write the matrix as Markdown")
    .option("--html <file>", "also write the matrix as an HTML page")
    .option(
      "--scripts <folder>",
      "where to write a psql script of each broken cell (default: .rowproof/proof/)",
    )
    .option("--allow-untested", "exit 0 even if something could not be tested")
    .option("--reach-outside", "with --live: go on even if something reaches outside the transaction")
    .addOption(
      new Option("--budget <attempts>", "with --live: how many attempts to make at most")
        .default(100_000)
        .argParser(positive),
    );
}
