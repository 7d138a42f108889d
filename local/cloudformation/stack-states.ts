import { TakenBack } from '../template/taken-back.ts';

export type StackStatus = 'UPDATE_IN_PROGRESS' | 'UPDATE_COMPLETE' | 'UPDATE_ROLLBACK_COMPLETE' | 'UPDATE_FAILED';

/** How each stack stands: what deploying it has come to. Kept in memory, since a start deploys every stack. */
export class StackStates {
  readonly #states = new Map<string, StackStatus>();

  set(stack: string, status: StackStatus): void {
    this.#states.set(stack, status);
  }
  get(stack: string): StackStatus | undefined {
    return this.#states.get(stack);
  }

  /** Runs a deployment of these stacks: they are in progress until it ends, one way or the other. */
  async during<T>(stacks: readonly string[], run: () => Promise<T>): Promise<T> {
    for (const each of stacks) this.set(each, 'UPDATE_IN_PROGRESS');
    let status: StackStatus = 'UPDATE_FAILED';
    try {
      const result = await run();
      status = 'UPDATE_COMPLETE';
      return result;
    } catch (error) {
      if (error instanceof TakenBack) status = 'UPDATE_ROLLBACK_COMPLETE';
      throw error;
    } finally {
      for (const each of stacks) this.set(each, status);
    }
  }
}
