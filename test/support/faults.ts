/** Thrown in place of an answer where a test kills the process: nothing of it runs on. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/**
 * What becomes of a call, by its number and name; `says` is its input as text. The process dies before or after the effect, or the
 * service answers with an error. Undefined lets the call be.
 */
export type Fault = (call: number, name: string, says: string) => 'before' | 'after' | Error | undefined;

export const NO_FAULT: Fault = () => undefined;

export interface FaultyCalls {
  /** Calls so far. */
  readonly count: () => number;
  readonly around: <T>(name: string, input: object, effect: () => Promise<T> | T) => Promise<T>;
}

/** Puts a place for a fault around each call. `staysDead` where one process makes them all: after its death none has an effect. */
export const faultyCalls = (fault: Fault, staysDead: boolean): FaultyCalls => {
  let calls = 0;
  let dead = false;
  return {
    count: () => calls,
    around: async (name, input, effect) => {
      if (dead) throw new Killed(name);
      calls += 1;
      const kind = fault(calls, name, JSON.stringify(input));
      if (kind instanceof Error) throw kind;
      if (kind !== undefined) dead = staysDead;
      if (kind === 'before') throw new Killed(name);
      const answer = await effect();
      if (dead || kind === 'after') throw new Killed(name);
      return answer;
    },
  };
};
