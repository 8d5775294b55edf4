import { expect, test } from "vitest";
import type { Routine } from "../../catalog/facts.js";
import { bodyOf, isDynamic, keysIn, likeness, literalsIn, numbersIn, parentsIn } from "./words.js";

const definition = `CREATE OR REPLACE FUNCTION public.f(payload jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- don't look here
  if payload->>'kind' = 'it''s' and 100 < 3 then raise exception 'no'; end if;
end $function$`;

test("a body begins after its header, whose settings are quoted too", () => {
  expect(bodyOf({ definition } as Routine)).not.toMatch(/search_path|look here/);
});

test("literals are unquoted, and keys of a payload are none", () => {
  expect(literalsIn(bodyOf({ definition } as Routine))).toEqual(["it's", "no"]);
});

test("a number comes with those next to it, which a comparison may want", () => {
  expect(numbersIn("p_cents < 100 and name = '7' and t1.x")).toEqual(["100", "101", "99"]);
});

test("JSON is read by operators, by subscripts and by the columns of a record", () => {
  expect(keysIn("p->>'id' p -> 'a' p['b'] p#>>'{c,d}' p ? 'e'")).toEqual(["id", "a", "b", "d", "e"]);
  expect(keysIn("from jsonb_to_recordset(p) as x(id uuid, body text)")).toEqual(["id", "body"]);
});

test("an object lies under a key where a body looks further, a list where it takes its elements", () => {
  const body = "p->'note'->>'id' p#>>'{c,d}' jsonb_array_elements(p->'items')";
  expect(parentsIn(body)).toEqual({ objects: ["note", "c"], lists: ["items"] });
});

test("names fit by what is left of them", () => {
  expect(likeness("p_team_id", "teamId")).toBe(3);
  expect(likeness("phone_number", "phone")).toBe(2);
  expect(likeness("p_team", "teams")).toBe(2);
  expect(likeness("p_amount", "body")).toBe(0);
});

test("a trigger's execution puts no statement together", () => {
  expect(isDynamic("create trigger t after insert on x execute function f()")).toBe(false);
  expect(isDynamic("execute format('delete from %I', name)")).toBe(true);
});
