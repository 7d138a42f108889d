import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { Worker } from 'node:worker_threads';
import { type EnvironmentData, failure, type Run, type Said, timedOut } from './protocol.ts';

/**
 * Lambda's own limit of the init phase. It then begins again with the invocation that waits, within the function's own time: a
 * slow machine gets the sum of both to load a bundle once.
 */
const INIT_TIMEOUT_MS = 10_000;
/** Young generation of a worker's heap: small, so that eight busy environments stay within a laptop's memory. */
const YOUNG_GENERATION_MB = 3;

export interface Outcome {
  readonly payload: string;
  readonly failed: boolean;
}

/** One execution environment: a worker thread that runs one invocation at a time until it crashes or is ended. */
export interface Environment {
  readonly run: (run: Run, timeoutMs: number) => Promise<Outcome>;
  readonly end: () => Promise<void>;
}

export interface EnvironmentOptions {
  readonly data: EnvironmentData;
  readonly env: Readonly<Record<string, string>>;
  /** How long the function may run. */
  readonly timeoutMs: number;
  readonly onLog: (text: string) => void;
  /** Loaded, or not; called once. A failed load hands over the payload that explains it and is gone. */
  readonly onReady: (failed: string | undefined) => void;
  /** The environment is gone: crashed, timed out or ended. Called once, after the pending `run` was answered. */
  readonly onGone: () => void;
}

let bootstrap: URL | undefined;

/** Stripped once per process. Node warns that the function is new; nobody who starts Folio can do anything about that. */
const stripped = (source: string): string => {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
};

const bootstrapUrl = (): URL => {
  const source = (): string => readFileSync(new URL('./bootstrap.ts', import.meta.url), 'utf8');
  bootstrap ??= new URL(`data:text/javascript,${encodeURIComponent(stripped(source()))}`);
  return bootstrap;
};

const crashed = (error: Error & { readonly code?: string }): string =>
  error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? failure('Runtime.ExitError', 'Runtime exited with error: signal: killed (out of memory)')
    : failure(error.name || 'Error', error.message, (error.stack ?? '').split('\n'));

const exited = (code: number): string =>
  failure(
    'Runtime.ExitError',
    code === 0 ? 'Runtime exited without providing a reason' : `Runtime exited with error: exit status ${code}`,
  );

/** Starts an environment. It keeps nothing alive after `end`; everything it says arrives through the callbacks. */
export const startEnvironment = (options: EnvironmentOptions): Environment => {
  const worker = new Worker(bootstrapUrl(), {
    workerData: options.data,
    env: { ...options.env },
    resourceLimits: { maxOldGenerationSizeMb: options.data.memoryMb, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    stdin: false,
    name: options.data.functionName.replace(/^Folio-/, ''),
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let answer: ((outcome: Outcome) => void) | undefined;
  let ready = false;
  let reason: string | undefined;
  let timer: NodeJS.Timeout | undefined;

  const settle = (outcome: Outcome): void => {
    clearTimeout(timer);
    const resolve = answer;
    answer = undefined;
    resolve?.(outcome);
  };
  const kill = (why: string): void => {
    reason ??= why;
    void worker.terminate();
  };
  const loadWithinMs = INIT_TIMEOUT_MS + options.timeoutMs;
  const initTimer = setTimeout(
    () => kill(failure('Sandbox.Timedout', `Init phase timed out after ${loadWithinMs / 1000} seconds`)),
    loadWithinMs,
  );
  const loaded = (failed: string | undefined): void => {
    clearTimeout(initTimer);
    if (ready) return;
    ready = true;
    options.onReady(failed);
  };

  worker.on('message', (said: Said) => {
    if (said.log !== '') options.onLog(said.log);
    if (said.kind === 'answer' || said.kind === 'error')
      settle({ payload: said.payload, failed: said.kind === 'error' });
    else if (said.kind === 'ready') loaded(undefined);
    else if (said.kind === 'fatal') reason ??= said.payload;
  });
  worker.on('error', (error: Error) => {
    reason ??= crashed(error);
  });
  worker.on('exit', (code) => {
    const why = reason ?? exited(code);
    loaded(why);
    settle({ payload: why, failed: true });
    options.onGone();
  });
  return {
    run: (run, timeoutMs) => {
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      answer = resolve;
      timer = setTimeout(() => kill(timedOut(run.requestId, timeoutMs)), timeoutMs);
      worker.postMessage(run);
      return promise;
    },
    end: async () => {
      await worker.terminate();
    },
  };
};
