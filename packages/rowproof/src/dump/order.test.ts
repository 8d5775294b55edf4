import { expect, it } from "vitest";
import { type DumpStep, orderSteps } from "./order.js";

const step = (key: string, ...needs: readonly string[]): DumpStep => ({ key, needs, statements: [] });
const keys = (steps: readonly DumpStep[]) => orderSteps(steps).steps.map(({ key }) => key);

it("keeps the order given where nothing is needed, and what it does not know", () => {
  expect(keys([step("b"), step("a", "elsewhere", "a"), step("c")])).toEqual(["b", "a", "c"]);
});

it("puts what is needed before what needs it, however deep", () => {
  expect(keys([step("a", "d", "c"), step("b"), step("c", "b"), step("d")])).toEqual(["d", "b", "c", "a"]);
});

it("tells each circle", () => {
  const { circles } = orderSteps([
    step("a", "b"),
    step("b", "c"),
    step("c", "b"),
    step("d", "d2"),
    step("d2", "d"),
  ]);
  expect(circles).toEqual([
    ["b", "c"],
    ["d", "d2"],
  ]);
});
