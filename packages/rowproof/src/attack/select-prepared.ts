import { victim } from "../seed/test-users.js";
import { type Actor, honestClaims } from "./actor.js";
import type { RelationAttack } from "./attack.js";
import { isAnswered, recordRows } from "./read-rows.js";
import { readOf } from "./reads.js";
import type { Attempt } from "./session.js";
import { send } from "./steps.js";

export const selectPrepared: RelationAttack = {
  id: "select/prepared",
  command: "select",
  tries: "runs a statement that was prepared for another user: its plan may contain values from their claims",
  applies: (visit) =>
    isAnswered(visit) &&
    visit.actor.standsFor.own === "owner" &&
    visit.target.base === visit.target.relation &&
    !visit.context.live,
  *attempts(visit) {
    const { context, target, actor } = visit;
    const user = context.seeded.persons.find(({ name }) => name === victim);
    if (user === undefined) return;
    const claims = JSON.stringify(honestClaims(user, actor.role));
    const first: Actor = { ...actor, name: victim, person: victim, userId: user.id, claims };
    const execute = "execute rowproof_read";
    const prepared = context.asActor(first, [`prepare rowproof_read as ${readOf(target)}`, execute]);
    const setup = ["deallocate all", ...prepared];
    const attempt: Attempt = { actor, setup, statements: [execute] };
    const outcome = yield* send(attempt);
    if (outcome === "setup") return;
    const targetRows = (visit.read?.targetRows ?? []).filter(({ expected }) => !expected);
    recordRows(visit, { attack: selectPrepared, attempt, outcome, targetRows });
  },
};
