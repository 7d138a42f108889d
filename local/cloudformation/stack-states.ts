import { TakenBack } from '../template/taken-back.ts';

export type StackStatus =
  | 'UPDATE_IN_PROGRESS'
  | 'UPDATE_COMPLETE'
  | 'UPDATE_ROLLBACK_COMPLETE'
  | 'UPDATE_FAILED'
  | 'DELETE_IN_PROGRESS'
  | 'DELETE_COMPLETE'
  | 'DELETE_FAILED';

/** What is done to a stack: it is made what its template says, or it has left the app and goes. */
export type Doing = 'UPDATE' | 'DELETE';

/** Of what a stack is made, as its last deployment left it. */
export interface DeployedStack {
  readonly template: unknown;
  /** `ref` is the physical id. */
  readonly resources: () => readonly { readonly logicalId: string; readonly type: string; readonly ref: string }[];
}

/** How each stack stands: what deploying it has come to. Kept in memory, since a start deploys every stack. */
export class StackStates {
  readonly #states = new Map<string, StackStatus>();
  readonly #changed = new Map<string, number>();
  #deployed: (stack: string) => DeployedStack | undefined = () => undefined;

  set(stack: string, status: StackStatus): void {
    this.#states.set(stack, status);
    this.#changed.set(stack, Date.now());
  }
  get(stack: string): StackStatus | undefined {
    return this.#states.get(stack);
  }

  /** When its state changed last, in ms since the epoch. */
  changedAt(stack: string): number | undefined {
    return this.#changed.get(stack);
  }

  /** From now on stacks are made of what this tells. */
  madeOf(deployed: (stack: string) => DeployedStack | undefined): void {
    this.#deployed = deployed;
  }
  deployed(stack: string): DeployedStack | undefined {
    return this.#deployed(stack);
  }

  /** Runs what is done to these stacks, and to no other one: they are in progress until it ends, one way or the other. */
  async during<T>(doing: Doing, stacks: readonly string[], run: () => Promise<T>): Promise<T> {
    const all = (status: StackStatus): void => {
      for (const each of stacks) this.set(each, status);
    };
    all(`${doing}_IN_PROGRESS`);
    try {
      const result = await run();
      all(`${doing}_COMPLETE`);
      return result;
    } catch (error) {
      all(doing === 'UPDATE' && error instanceof TakenBack ? 'UPDATE_ROLLBACK_COMPLETE' : `${doing}_FAILED`);
      throw error;
    }
  }
}
