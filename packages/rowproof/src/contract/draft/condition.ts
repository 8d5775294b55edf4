import type { Policy } from "../../catalog/facts.js";
import type { Node } from "../../sql/parser.js";
import type { Command } from "../contract.js";
import { parsePredicate } from "../predicate-mistakes.js";
import { type ConditionMeaning, readSaying } from "./expression.js";

/** An expression of a policy in one line, as a contract can have it. */
export interface PolicyCondition {
  readonly text: string;
  /** Undefined if it does not parse. */
  readonly tree: Node | undefined;
  readonly saying: ConditionMeaning;
}

/** The expressions that must hold for a policy to allow a command; undefined if it never does. */
export async function conditionsOf(
  policy: Policy,
  command: Command,
): Promise<readonly PolicyCondition[] | undefined> {
  const { using, withCheck } = policy;
  if (command === "insert") {
    const check = withCheck ?? using;
    return check === null ? undefined : [await readCondition(check)];
  }
  if (using === null) return undefined;
  const texts = command === "update" ? [...new Set([using, withCheck ?? using])] : [using];
  return Promise.all(texts.map(readCondition));
}

async function readCondition(printed: string): Promise<PolicyCondition> {
  const text = await withoutParentheses(inOneLine(printed));
  const parsed = await parsePredicate(text);
  if ("fault" in parsed) return { text, tree: undefined, saying: { kind: "else" } };
  return { text, tree: parsed.tree, saying: readSaying(parsed.tree) };
}

/** Outside of strings and quoted names. */
function inOneLine(text: string): string {
  return text.replace(/('(?:[^']|'')*'|"(?:[^"]|"")*")|\s+/g, (_, quoted?: string) => quoted ?? " ").trim();
}

/** The rest parses only if the outer parentheses are a pair. */
async function withoutParentheses(text: string): Promise<string> {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  const inner = text.slice(1, -1).trim();
  return "tree" in (await parsePredicate(inner)) ? inner : text;
}
