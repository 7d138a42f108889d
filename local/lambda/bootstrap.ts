/**
 * The inside of an environment: runs in a worker thread of its own, loads the bundle once and answers one invocation after
 * the other. It is stripped of its types once by the main thread and started from memory (stripping in every worker costs
 * 20 ms and 12 MB each), so it imports nothing of the repository but types.
 */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { getPriority, setPriority } from 'node:os';
import { format } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import type { EnvironmentData, Run, Said } from './protocol.ts';

/** What a handler may print before it is sent on without waiting for the answer. */
const LOG_CHARACTERS = 16_384;
const LOG_FLUSH_MS = 250;
/** Lambda's limit of a synchronous answer. */
const ANSWER_BYTES = 6_291_556;

type Handler = (event: unknown, context: unknown) => unknown;

const data = workerData as EnvironmentData;
const port = parentPort;
if (port === null) throw new Error('bootstrap.ts runs in a worker thread only');

let requestId = '';
let printed = '';
let flushTimer: NodeJS.Timeout | undefined;

const say = (message: Said): void => port.postMessage(message);

const takeLog = (): string => {
  const log = printed;
  printed = '';
  return log;
};

const flush = (): void => {
  flushTimer = undefined;
  if (printed !== '') say({ kind: 'log', log: takeLog() });
};

const print = (text: string): void => {
  printed += text;
  if (printed.length > LOG_CHARACTERS) flush();
  else if (flushTimer === undefined) flushTimer = setTimeout(flush, LOG_FLUSH_MS).unref();
};

/** Everything that writes to the streams (Powertools brings a console of its own) ends in the function's log. */
const captureStreams = (): void => {
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = ((chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      print(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
      const callback = typeof encoding === 'function' ? encoding : done;
      if (typeof callback === 'function') queueMicrotask(() => callback());
      return true;
    }) as typeof stream.write;
  }
};

/** The global console gets the prefix (or the JSON frame) that Lambda gives it. */
const patchConsole = (): void => {
  const levels = { log: 'INFO', info: 'INFO', warn: 'WARN', error: 'ERROR', debug: 'DEBUG', trace: 'TRACE' } as const;
  for (const [method, level] of Object.entries(levels)) {
    (console as unknown as Record<string, (...args: readonly unknown[]) => void>)[method] = (...args) => {
      const timestamp = new Date().toISOString();
      const message = format(...args);
      print(
        data.jsonLogs
          ? `${JSON.stringify({ timestamp, level, requestId, message })}\n`
          : `${timestamp}\t${requestId || 'undefined'}\t${level}\t${message.replaceAll('\n', '\r')}\n`,
      );
    };
  }
};

const described = (error: unknown, fallbackType = 'Error'): string => {
  const isError = error instanceof Error;
  return JSON.stringify({
    errorType: isError ? error.name || fallbackType : fallbackType,
    errorMessage: isError ? error.message : String(error),
    trace: isError ? (error.stack ?? '').split('\n') : [],
  });
};

/** Time runs on by itself, also where the clock is moved meanwhile. */
const remaining = (ms: number): (() => number) => {
  const end = performance.now() + ms;
  return () => Math.max(0, Math.round(end - performance.now()));
};

const contextOf = (run: Run): object => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName: data.functionName,
  functionVersion: data.functionVersion,
  invokedFunctionArn: run.arn,
  memoryLimitInMB: String(data.memoryMb),
  awsRequestId: run.requestId,
  logGroupName: data.logGroup,
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME ?? '',
  ...(run.clientContext === undefined ? {} : { clientContext: JSON.parse(run.clientContext) as unknown }),
  getRemainingTimeInMillis: remaining(run.deadline - Date.now()),
});

const answerOf = async (handler: Handler, run: Run): Promise<Said> => {
  try {
    const result = await handler(JSON.parse(run.payload), contextOf(run));
    const payload = JSON.stringify(result) ?? 'null';
    if (payload.length > ANSWER_BYTES / 4 && Buffer.byteLength(payload) > ANSWER_BYTES) {
      const tooLarge = new Error(
        `Response payload size exceeded maximum allowed payload size (${ANSWER_BYTES} bytes).`,
      );
      return { kind: 'error', payload: described(tooLarge, 'Function.ResponseSizeTooLarge'), log: takeLog() };
    }
    return { kind: 'answer', payload, log: takeLog() };
  } catch (error) {
    const payload = described(error);
    print(`${new Date().toISOString()}\t${run.requestId}\tERROR\tInvoke Error\t${payload}\n`);
    return { kind: 'error', payload, log: takeLog() };
  }
};

const load = async (): Promise<Handler> => {
  const dot = data.handler.lastIndexOf('.');
  const [file, name] = [data.handler.slice(0, dot), data.handler.slice(dot + 1)];
  const { existsSync } = await import('node:fs');
  const { pathToFileURL } = await import('node:url');
  // Portable: Node keeps compiled code by relative paths, so that a copy of the data folder can use it.
  if (data.compiledDir !== undefined) enableCompileCache({ directory: data.compiledDir, portable: true });
  const path = ['.mjs', '.js', '.cjs'].map((end) => `${data.codeDir}/${file}${end}`).find((each) => existsSync(each));
  if (path === undefined) throw new Error(`the bundle has no ${file}.mjs, ${file}.js or ${file}.cjs`);
  const module = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  const handler = module[name] ?? (module.default as Readonly<Record<string, unknown>> | undefined)?.[name];
  if (typeof handler !== 'function') throw new Error(`${data.handler} is undefined or not exported`);
  return handler as Handler;
};

/** How far a background function's thread stands back: on a busy processor it gets about a third of what a request's gets. */
const BACKGROUND_NICENESS = 5;
const NICENESS_MAX = 19;
// Of this thread alone, which Linux keeps by the thread; elsewhere it would be the whole process'.
if (data.isBackground && process.platform === 'linux')
  setPriority(0, Math.min(NICENESS_MAX, getPriority(0) + BACKGROUND_NICENESS));
if (data.clock !== undefined) {
  // By its whole address: this file was started from memory.
  const { shiftDate } = (await import(data.clock.module)) as typeof import('../clock/shift-date.ts');
  shiftDate(data.clock.ahead);
}
captureStreams();
patchConsole();
process.on('unhandledRejection', (reason) => {
  say({ kind: 'fatal', payload: described(reason, 'Runtime.UnhandledPromiseRejection'), log: takeLog() });
  process.exit(129);
});
process.on('exit', flush);

try {
  const handler = await load();
  port.on('message', async (run: Run) => {
    requestId = run.requestId;
    if (run.traceId !== undefined) process.env._X_AMZN_TRACE_ID = run.traceId;
    const message = await answerOf(handler, run);
    requestId = '';
    say(message);
  });
  say({ kind: 'ready', log: takeLog() });
  // After what waits for this environment has been let in; costs nothing where it is kept already.
  setImmediate(flushCompileCache);
} catch (error) {
  say({ kind: 'fatal', payload: described(error, 'Runtime.ImportModuleError'), log: takeLog() });
  process.exit(1);
}
