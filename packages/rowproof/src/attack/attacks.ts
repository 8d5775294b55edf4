import type {
  Attack,
  DatabaseAttack,
  RelationAttack,
  RoutineAttack,
  SchemaAttack,
  SequenceAttack,
} from "./attack.js";
import { createInSchema } from "./create-in-schema.js";
import { eraseAccount } from "./erase-account.js";
import { onTable } from "./on-table.js";
import { readAttacks } from "./read-attacks.js";
import { executeAfterOwnWrite } from "./routine/after-own-write.js";
import { executeAnswer } from "./routine/answer.js";
import { executeChange } from "./routine/change.js";
import { executeComparison } from "./routine/comparison.js";
import { executeCall } from "./routine/execution.js";
import { executeInsert } from "./routine/insert.js";
import { executeProtected } from "./routine/protected.js";
import { selectAfterOwnWrite } from "./select-after-own-write.js";
import { moveSequence, readSequence, takeFromSequence } from "./sequence.js";
import { writeAttacks } from "./write-attacks.js";

/** Attacks on a relation, in the order in which each actor tries them: later ones use what earlier ones found. */
export const relationAttacks: readonly RelationAttack[] = [...readAttacks, ...writeAttacks];

/** Attacks that read again after the actor's own write. Each signed-in actor tries them after all other attacks. */
export const ownWriteAttacks: readonly RelationAttack[] = [onTable(selectAfterOwnWrite)];

/** Attacks on what a routine, or a trigger's function, writes. */
export const writingRoutineAttacks: readonly RoutineAttack[] = [
  executeChange,
  executeProtected,
  executeInsert,
];

/** Attacks that examine each call of a routine. */
export const routineAttacks: readonly RoutineAttack[] = [
  ...writingRoutineAttacks,
  executeAnswer,
  executeComparison,
  executeAfterOwnWrite,
];

export const sequenceAttacks: readonly SequenceAttack[] = [takeFromSequence, moveSequence, readSequence];

export const schemaAttacks: readonly SchemaAttack[] = [createInSchema];

export const databaseAttacks: readonly DatabaseAttack[] = [eraseAccount];

/** Every attack, by kind of object. */
export const attacks: readonly Attack[] = [
  ...relationAttacks,
  ...ownWriteAttacks,
  executeCall,
  ...routineAttacks,
  ...sequenceAttacks,
  ...schemaAttacks,
  ...databaseAttacks,
];
