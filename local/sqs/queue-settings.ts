/** What a queue is, apart from its messages. Times in milliseconds. */
export interface QueueSettings {
  readonly visibilityMs: number;
  readonly retentionMs: number;
  readonly delayMs: number;
  /** Long poll of a receive that does not say how long. */
  readonly waitMs: number;
  readonly maxBytes: number;
  readonly redrive: { readonly deadLetterQueue: string; readonly maxReceives: number } | undefined;
}

/** AWS's own. */
export const DEFAULT_SETTINGS: QueueSettings = {
  visibilityMs: 30_000,
  retentionMs: 4 * 86_400_000,
  delayMs: 0,
  waitMs: 0,
  maxBytes: 1_048_576,
  redrive: undefined,
};
