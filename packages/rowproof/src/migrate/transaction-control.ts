import { type Diagnostic, RowproofError } from "../diagnostic.js";
import type { ParsedStatement } from "../sql/parser.js";
import { excerptAt, positionAt } from "../sql/position.js";
import { controlsTransaction, type Fault, readUnits } from "./units.js";

/** The parts of a migration that show where it begins and ends transactions. */
interface MigrationText {
  readonly fileName: string;
  readonly file: string;
  readonly text: string;
  readonly statements: readonly ParsedStatement[];
  readonly transactional: boolean;
}

/** Every statement of a file that controls a transaction where it may not, or cannot run in the block that it stands in. */
export function transactionControl(script: MigrationText): readonly RowproofError[] {
  if (!script.transactional) {
    return readUnits(script.statements).misplaced.map(({ statement, fault }) =>
      mistake(script, statement, wordings[fault]),
    );
  }
  return script.statements
    .filter(controlsTransaction)
    .map((statement) => mistake(script, statement, ownTransaction));
}

type Wording = Pick<Diagnostic, "message" | "why" | "fix" | "sqlstate">;

const ownTransaction: Wording = {
  message: "begins or ends a transaction itself",
  why: "the file runs in one transaction with the gate inside; a commit of its own would let it past the gate",
  fix: 'take the statement out; a file that cannot run in a transaction says so at its top: "-- rowproof: no-transaction"',
};

const wordings: Readonly<Record<Fault, Wording>> = {
  unclosed: {
    message: "begins a block that no commit ends",
    why: "a block is tried, rolled back and tried again as a whole, so it must say where it ends",
    fix: "write commit; after the last statement of the block",
  },
  unopened: {
    message: "ends a block that no begin opens",
    why: "the statements before it run one by one, each with a commit of its own, so there is nothing to commit",
    fix: "write begin; before the first statement of the block, or take the commit out",
  },
  nested: {
    message: "begins a block inside a block",
    why: "Postgres has one transaction at a time: the next commit would end the outer block",
    fix: "take the statement out, or end the block before it: commit;",
  },
  control: {
    message: "controls a transaction by more than begin and commit",
    why: "a block is tried, rolled back and tried again as a whole; this statement would end it otherwise or divide it",
    fix: "take the statement out; what stands or falls together goes between begin; and commit;",
  },
  concurrent: {
    message: "runs a concurrent statement inside a block",
    why: "it commits on its way, so Postgres refuses it inside a transaction",
    fix: "put it before the begin of the block, or after its commit",
    sqlstate: "25001",
  },
};

function mistake(script: MigrationText, statement: ParsedStatement, wording: Wording): RowproofError {
  const position = positionAt(script.text, statement.offset);
  return new RowproofError(
    {
      id: "migration/transaction-control",
      ...wording,
      message: `${script.fileName} ${wording.message}`,
      place: { file: script.file, ...position },
      excerpt: excerptAt(script.text, position),
    },
    2,
  );
}
