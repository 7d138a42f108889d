/** How far the clock is ahead, in whole seconds: one number that all threads see, so that they agree at any moment. */
export type Ahead = Int32Array<SharedArrayBuffer>;

/**
 * Lets `Date` of this thread show a time that is ahead. Everything here asks `Date`, libraries too, so that nothing stays behind.
 * Timers go on by the real clock.
 * @returns what puts the real one back
 */
export const shiftDate = (ahead: Ahead): (() => void) => {
  const Real = globalThis.Date;
  const now = (): number => Real.now() + Atomics.load(ahead, 0) * 1000;
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new Real(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
  return () => {
    globalThis.Date = Real;
  };
};
