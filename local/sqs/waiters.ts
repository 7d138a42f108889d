/** Those who wait for something to happen to a queue. */
export class Waiters {
  readonly #waiting = new Map<string, Set<() => void>>();

  /** Resolves after `ms`, at the next `wake`, or when `signal` aborts. */
  wait(queue: string, ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const set = this.#waiting.get(queue) ?? new Set();
      this.#waiting.set(queue, set);
      const done = (): void => {
        clearTimeout(timer);
        set.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      set.add(done);
      if (signal?.aborted === true) done();
      else signal?.addEventListener('abort', done);
    });
  }

  wakeAll(): void {
    for (const queue of this.#waiting.keys()) this.wake(queue);
  }

  wake(queue: string): void {
    for (const done of [...(this.#waiting.get(queue) ?? [])]) done();
  }
}
