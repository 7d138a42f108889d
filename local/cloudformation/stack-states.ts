import { TakenBack } from '../template/taken-back.ts';

export type StackStatus =
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'UPDATE_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED';

interface Deployment {
  readonly stacks: readonly string[];
  /** Deployed before, and in the app no more. */
  readonly leaving: readonly string[];
}

/** How each stack stands: what deploying it has come to. Kept in memory, since a start deploys every stack. */
export class StackStates {
  readonly #states = new Map<string, StackStatus>();

  set(stack: string, status: StackStatus): void {
    this.#states.set(stack, status);
  }
  get(stack: string): StackStatus | undefined {
    return this.#states.get(stack);
  }

  /** Runs a deployment of stacks, which takes others away: they are in progress until it ends, one way or the other. */
  async during<T>({ stacks, leaving }: Deployment, run: () => Promise<T>): Promise<T> {
    const all = (status: StackStatus, gone: StackStatus): void => {
      for (const each of stacks) this.set(each, status);
      for (const each of leaving) this.set(each, gone);
    };
    all('UPDATE_IN_PROGRESS', 'DELETE_IN_PROGRESS');
    try {
      const result = await run();
      all('UPDATE_COMPLETE', 'DELETE_COMPLETE');
      return result;
    } catch (error) {
      all(error instanceof TakenBack ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_FAILED', 'DELETE_FAILED');
      throw error;
    }
  }
}
