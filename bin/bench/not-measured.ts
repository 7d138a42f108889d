import type { Terminal } from '../client/terminal.ts';

/** What a benchmark went on without, and why. */
export interface NotMeasured {
  readonly name: string;
  readonly reason: string;
}

/** Does one part of a benchmark: what keeps it from being measured is told, and costs no other figure. */
export type Attempt = <T>(name: string, work: () => Promise<T>) => Promise<T | undefined>;

/** Keeps what was not measured in `missing`. */
export const attempting =
  (out: Pick<Terminal, 'line'>, missing: NotMeasured[]): Attempt =>
  async (name, work) => {
    try {
      return await work();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      missing.push({ name, reason });
      out.line(`${name}: not measured. ${reason}\n`);
      return undefined;
    }
  };
