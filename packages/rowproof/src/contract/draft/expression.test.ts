import { expect, test } from "vitest";
import { parsePredicate } from "../predicate-mistakes.js";
import { asksOnlyFor, mayAdmitAnybody, ownColumns, readSaying } from "./expression.js";

async function treeOf(text: string) {
  const parsed = await parsePredicate(text);
  if ("fault" in parsed) throw new Error(parsed.fault);
  return parsed.tree;
}

const own = "own user_id";

test.each([
  ["true", "true"],
  ["false", "false"],
  ["user_id = auth.uid()", own],
  ["( SELECT auth.uid() AS uid) = user_id", own],
  ["(user_id)::text = ( SELECT (auth.uid())::text AS uid)", own],
  ["(auth.jwt() ->> 'sub'::text) = user_id", own],
  ['"it\'s mine" = auth.uid()', "own it's mine"],
  ["(auth.role() = 'authenticated'::text) AND (user_id = auth.uid())", own],
  ["(user_id = auth.uid()) OR (auth.role() = 'service_role'::text)", own],
  ["(user_id = auth.uid()) AND true", own],
  ["(user_id = auth.uid()) OR (user_id = ( SELECT auth.uid() AS uid))", own],
  ["'authenticated'::text = auth.role()", "signed in"],
  ["auth.uid() IS NOT NULL", "signed in"],
  ["(user_id = auth.uid()) OR (auth.uid() IS NOT NULL)", "signed in"],
  ["(auth.jwt() ->> 'role'::text) = 'service_role'::text", "service"],
  ["(user_id = auth.uid()) AND false", "false"],
  ["public OR true", "true"],
  ["auth.uid() IS NULL", "else"],
  ["user_id <> auth.uid()", "else"],
  ["user_id OPERATOR(public.=) auth.uid()", "else"],
  ["NOT (user_id = auth.uid())", "else"],
  ["(user_id = auth.uid()) OR (owner_id = auth.uid())", "else"],
  ["(user_id = auth.uid()) OR published", "else"],
  ["(user_id = auth.uid()) AND published", "else"],
  ["user_id = ( SELECT auth.uid() AS uid FROM t)", "else"],
  ["t.user_id = auth.uid()", "else"],
  ["user_id = public.uid()", "else"],
  ["(auth.jwt() ->> 'email'::text) = user_id", "else"],
])("%s is %s", async (text, said) => {
  const saying = readSaying(await treeOf(text));
  expect(saying.kind === "own" ? `own ${saying.column}` : saying.kind).toBe(said);
});

test("the columns that are compared, but those of other tables", async () => {
  const tree = await treeOf(`a = auth.uid() OR b AND auth.uid() = c
    OR EXISTS ( SELECT 1 FROM m WHERE ((m.user_id = auth.uid()) AND (m.d = t.d)))`);
  expect(ownColumns(tree)).toEqual(["a", "c"]);
});

test.each([
  ["published", true],
  ["published OR (user_id = auth.uid())", true],
  ["published_at < now()", true],
  ["published AND (user_id = auth.uid())", false],
  ["user_id = auth.uid()", false],
  ["public.is_member(team_id)", false],
  ["id IN ( SELECT t.id FROM t)", false],
  ["tenant = current_setting('app.tenant'::text)", false],
])("whether %s may hold for somebody who is not signed in: %s", async (text, may) => {
  expect(mayAdmitAnybody(await treeOf(text))).toBe(may);
});

test.each([
  ["EXISTS ( SELECT 1 FROM m WHERE ((m.team_id = t.team_id) AND (m.user_id = auth.uid())))", true],
  ["team_id IN ( SELECT m.team_id FROM m WHERE (( SELECT auth.uid() AS uid) = m.user_id))", true],
  [
    "EXISTS ( SELECT 1 FROM m WHERE ((m.user_id = auth.uid()) AND (m.role = ANY (ARRAY['a'::text, 'b'::text]))))",
    true,
  ],
  ["EXISTS ( SELECT 1 FROM m WHERE ((m.user_id = auth.uid()) AND (m.role <> 'viewer'::text)))", false],
  [
    "EXISTS ( SELECT 1 FROM m WHERE ((m.user_id = auth.uid()) AND (m.role <> ALL (ARRAY['a'::text]))))",
    false,
  ],
  ["EXISTS ( SELECT 1 FROM m WHERE ((m.user_id = auth.uid()) AND (m.role = ALL (ARRAY['a'::text]))))", false],
  ["EXISTS ( SELECT 1 FROM m WHERE ((m.user_id = auth.uid()) AND (m.role IS NOT NULL)))", false],
  ["EXISTS ( SELECT 1 FROM m WHERE ((m.user_id = auth.uid()) OR (m.role = 'admin'::text)))", false],
  ["EXISTS ( SELECT 1 FROM m WHERE (NOT (m.user_id = auth.uid())))", false],
  ["EXISTS ( SELECT 1 FROM m WHERE (m.team_id = t.team_id))", false],
  ["EXISTS ( SELECT 1 FROM m WHERE (m.invited = auth.uid()))", false],
])("whether %s asks only for the caller's membership: %s", async (text, only) => {
  expect(asksOnlyFor(await treeOf(text), "user_id")).toBe(only);
});
