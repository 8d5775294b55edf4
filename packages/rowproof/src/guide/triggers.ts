import type { OutsideTrigger, Trigger } from "../catalog/triggers.js";
import type { Contract } from "../contract/contract.js";
import { code, codes } from "./markdown.js";
import { type Material, spelt } from "./material.js";

/** When a trigger runs, and which function: `x: before update, for each row: f()`. */
export function triggerLine(contract: Pick<Contract, "schemas">, trigger: Trigger): string {
  const { name, timing, events, forEach, routine, definition, enabled } = trigger;
  const columns = / UPDATE OF (.+?)(?: OR TRUNCATE)? ON /s.exec(definition)?.[1];
  const on = events.map((event) =>
    event === "update" && columns !== undefined ? `update of ${code(columns)}` : event,
  );
  const condition = / WHEN \((.*)\) EXECUTE /s.exec(definition)?.[1];
  const when = condition === undefined ? "" : ` when ${code(condition)}`;
  const off = enabled === "origin" || enabled === "always" ? "" : ` (**${states[enabled]}**)`;
  return `${code(name)}: ${timing} ${on.join(" or ")}, for each ${forEach}${when}: ${code(`${spelt(contract, routine)}()`)}${off}`;
}

const states = { disabled: "disabled", replica: "on replicas only" } as const;

/** Triggers on other schemas' relations, such as `auth.users`, in full; those of the schemas' own by name. */
export function triggersElsewhere({ contract, context }: Material): readonly string[] {
  // Each partition repeats the triggers of its partitioned table.
  const own = context.catalog.relations
    .map((relation) => ({
      relation,
      names: relation.triggers.filter(({ inherited }) => !inherited).map(({ name }) => name),
    }))
    .filter(({ names }) => names.length > 0);
  return [
    ...outsideTriggers(context.catalog).map(
      (trigger) => `on ${code(spelt(contract, trigger.on))}, ${triggerLine(contract, trigger)}`,
    ),
    ...own.map(({ relation, names }) => `on ${code(spelt(contract, relation))}: ${codes(names)}`),
  ];
}

/** Those on `auth.users`, and those elsewhere that run a routine of the schemas, each once. */
export function outsideTriggers({
  external,
  outsideTriggers,
}: Material["context"]["catalog"]): readonly OutsideTrigger[] {
  const known = external.userTriggers.map(({ name }) => name);
  const others = outsideTriggers.filter(
    ({ on, name }) => !(on.schema === "auth" && on.name === "users" && known.includes(name)),
  );
  return [...external.userTriggers, ...others];
}
