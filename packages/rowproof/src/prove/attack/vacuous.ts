import { commands } from "../../contract/contract.js";
import { type Caller, isPlain } from "../caller.js";
import type { Scene } from "../scene.js";
import { accessTo, type Target } from "../target.js";
import { attackByInsert } from "./insert.js";

/**
 * What the contract gives to some, and no made-up row or caller meets the condition of: that nobody reached it shows nothing,
 * for nobody was to.
 */
export async function recordVacuous(scene: Scene, target: Target, spare: Caller | undefined): Promise<void> {
  if (target.standing !== "named") return;
  for (const role of ["anon", "authenticated"] as const) {
    const callers = scene.callers.filter((caller) => caller.role === role && isPlain(caller));
    const [first] = callers;
    if (first === undefined) continue;
    for (const command of commands) {
      const kind = accessTo(target, role, command)?.rows.kind ?? "none";
      const { object } = target;
      if (kind === "none") continue;
      const actors = [...new Set(callers.flatMap(({ actors: { own, others } }) => [own, others]))];
      const isGiven = () => actors.some((actor) => scene.ledger.gives({ object, actor, command }));
      if (!isGiven() && command === "insert" && role === "authenticated" && spare !== undefined) {
        await attackByInsert(scene, target, spare);
      }
      if (isGiven()) continue;
      scene.ledger.record({
        object,
        actor: first.actors.own,
        command,
        subject: "what the contract gives",
        expected: true,
        result: "undecided",
        said: "the contract gives it for some rows, and no made-up row or caller meets its condition; give a row under fixtures, or someone under actors",
      });
    }
  }
}
