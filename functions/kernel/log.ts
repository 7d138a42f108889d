import { Logger } from '@aws-lambda-powertools/logger';

/** What a line may say. Only these names: no bodies, no headers, no secrets, no personal data. */
export interface Line {
  readonly domain?: string;
  readonly operation?: string;
  readonly route?: string;
  readonly status?: number;
  readonly durationMs?: number;
  readonly tenant?: string;
  readonly client?: string;
  readonly requestId?: string;
  readonly codeVersion?: string;
  readonly replayed?: boolean;
  readonly problem?: string;
  readonly error?: string;
  readonly stack?: string;
  readonly count?: number;
  readonly failed?: number;
  readonly lagMs?: number;
  readonly eventId?: string;
}

export interface Log {
  readonly info: (message: string, line: Line) => void;
  readonly warn: (message: string, line: Line) => void;
  /** An error of ours: its name and stack are written, its message is not, since it may hold input. */
  readonly error: (message: string, line: Line, error: unknown) => void;
}

const whatFailed = (error: unknown): Line =>
  error instanceof Error
    ? { error: error.name, stack: (error.stack ?? '').split('\n').slice(1, 8).join('\n') }
    : { error: typeof error };

/** One JSON line per event, by the name of the service that the stack gives (POWERTOOLS_SERVICE_NAME). */
export const liveLog = (): Log => {
  const logger = new Logger();
  return {
    info: (message, line) => logger.info(message, { ...line }),
    warn: (message, line) => logger.warn(message, { ...line }),
    error: (message, line, error) => logger.error(message, { ...line, ...whatFailed(error) }),
  };
};
