import { randomUUID } from 'node:crypto';

/** Not an AWS call: where a function answers for a custom resource, as it would put an object to a signed URL of S3. */
export const MAILBOX_PATH = '/_folio/custom-resources/';

/** Answers that somebody waits for. An address is used once and known to nobody else. */
export class Mailbox {
  readonly #answers = new Map<string, string | undefined>();

  /** The path to answer to. */
  open(): string {
    const path = MAILBOX_PATH + randomUUID();
    this.#answers.set(path, undefined);
    return path;
  }

  /** Whether somebody waits for an answer there. */
  isOpen(path: string): boolean {
    return this.#answers.has(path);
  }

  /** False when nobody waits for it. */
  put(path: string, answer: string): boolean {
    if (!this.#answers.has(path)) return false;
    this.#answers.set(path, answer);
    return true;
  }

  /** What has come, if anything has; the address is gone. */
  take(path: string): string | undefined {
    const answer = this.#answers.get(path);
    this.#answers.delete(path);
    return answer;
  }
}
