import { RowproofError } from "../../diagnostic.js";
import { parse, type SourceExpression } from "../places.js";
import { suggestName } from "../suggestion.js";
import { spanOf, walkSyntax } from "./followed.js";
import { presetNames, presetsNamed } from "./imports.js";

/** An access expression from the command line. */
export interface AccessText {
  /** One expression, without comments around it. */
  readonly text: string;
  /** The presets that it names. */
  readonly presets: readonly string[];
}

/**
 * Reads an access from the command line, such as `ownedBy("user_id")`.
 * @throws {RowproofError} exit code 2: it is empty or not one expression
 */
export function readAccessText(typed: string | undefined): AccessText {
  if (typed === undefined || typed.trim() === "") throw noAccess();
  const source = `(${typed}\n)`;
  const expression = onlyExpression(source);
  if (expression === undefined) throw notAnExpression(typed);
  const misspelt = misspeltPreset(expression);
  if (misspelt !== undefined) throw unknownPreset(misspelt);
  const { start, end } = spanOf(expression);
  return { text: source.slice(start, end), presets: presetsNamed(expression) };
}

function onlyExpression(source: string): SourceExpression | undefined {
  try {
    const [statement, ...more] = parse(source, false);
    const isOne = statement?.type === "ExpressionStatement" && more.length === 0;
    return isOne && statement.expression.type !== "SequenceExpression" ? statement.expression : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A call of a misspelt preset. */
function misspeltPreset(expression: SourceExpression): string | undefined {
  const called = [...walkSyntax(expression)].flatMap((node) =>
    node.type === "CallExpression" && node.callee.type === "Identifier" ? [node.callee.name] : [],
  );
  return called.find(
    (name) => !presetNames.some((one) => one === name) && suggestName(name, presetNames) !== undefined,
  );
}

const presets =
  'ownedBy("user_id"), appendOnly("user_id"), readOwn("user_id"), memberOf("team_members"), publicRead(), custom({ … }), serviceOnly(), closed()';

function noAccess(): RowproofError {
  return new RowproofError(
    {
      id: "table/no-access",
      message: "the access of the table is missing",
      why: "a table without an access would be open or closed by accident",
      fix: `pass --access with one of ${presets}`,
    },
    2,
  );
}

function notAnExpression(typed: string): RowproofError {
  return new RowproofError(
    {
      id: "table/access-syntax",
      message: `--access ${typed} is not an expression of TypeScript`,
      why: "it is put into the contract as it is",
      fix: `write one of ${presets}, in single quotes for the shell`,
    },
    2,
  );
}

function unknownPreset(name: string): RowproofError {
  return new RowproofError(
    {
      id: "table/access-preset",
      message: `there is no preset ${name}`,
      why: `the presets are ${presetNames.join(", ")}`,
      fix: `did you mean ${suggestName(name, presetNames)}?`,
    },
    2,
  );
}
