import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { type FaultName, HOPS, type Hop } from './hops.ts';
import { type Machine, startMachine } from './machine.ts';
import { RECIPES } from './recipes.ts';
import { Scene } from './scene.ts';

/** Each of the faults that can be at a hop, with what has to come of it there. */
const cellsOf = (faults: readonly FaultName[], { own = {}, none = {} }: Hop) =>
  faults.filter((fault) => none[fault] === undefined).map((fault) => ({ fault, ...(own[fault] ?? RECIPES[fault]) }));

/** A test for each hop and each of these faults: it is played, everything comes to rest, and the counts are exact. */
export const testEachHop = (faults: readonly FaultName[]): void => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await startMachine();
  });
  afterAll(() => machine.stop());

  describe.each(HOPS.filter((hop) => cellsOf(faults, hop).length > 0))('$name', (hop) => {
    test.each(cellsOf(faults, hop))(
      '$fault: $claim',
      async ({ fault, play }) => {
        const scene = await Scene.on(machine);
        try {
          hop.prepare?.(scene);
          const allowed = await play(scene, hop);
          await scene.expectExact({ repeats: hop.repeats?.includes(fault) === true, ...allowed });
        } finally {
          await scene.close();
        }
      },
      300_000,
    );
  });
};
