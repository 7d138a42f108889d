/**
 * A bounded pause that `wake` ends early. Each long-running loop of the local cloud sleeps in one, so that stopping never
 * waits for a timer.
 */
export class Pause {
  #resolve: (() => void) | undefined;
  #woken = false;

  wake(): void {
    this.#woken = true;
    this.#resolve?.();
  }

  /** Resolves after `ms`, or at once when `wake` was called since the last pause. */
  async wait(ms: number): Promise<void> {
    if (!this.#woken && ms > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.#resolve = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#resolve = undefined;
    this.#woken = false;
  }
}
