import type { Line, Log } from '../../../../functions/kernel/core/log.ts';

export interface Recorded {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly line: Line;
  readonly error?: unknown;
}

/** A log that keeps what it is told. */
export const recordingLog = (): Log & { readonly lines: readonly Recorded[] } => {
  const lines: Recorded[] = [];
  return {
    lines,
    info: (message, line) => void lines.push({ level: 'info', message, line }),
    warn: (message, line) => void lines.push({ level: 'warn', message, line }),
    error: (message, line, error) => void lines.push({ level: 'error', message, line, error }),
  };
};
