import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Addresses } from '../addresses.ts';
import type { Ahead } from '../clock/shift-date.ts';
import { codeDir, compiledDir, keepOnlyCode } from './code-store.ts';
import { ControlPlane } from './control-plane.ts';
import { EventQueue, type EventSettings } from './event-queue.ts';
import { FunctionLogs } from './function-logs.ts';
import type { Configuration } from './function-record.ts';
import { functionStore } from './function-store.ts';
import type {
  AliasChange,
  AliasView,
  FunctionCounts,
  Functions,
  FunctionView,
  InvokeOptions,
  InvokeResult,
} from './functions.ts';
import type { InjectedFault } from './injected-fault.ts';
import { type Endpoints, lambdaEnvironment } from './lambda-environment.ts';
import { LambdaFault } from './lambda-fault.ts';
import { Pool, type Runnable } from './pool.ts';
import { functionArn, parseTarget } from './target.ts';

/** What an environment loads where its clock can be moved. */
const CLOCK_MODULE = new URL('../clock/shift-date.ts', import.meta.url).href;
/** Lambda's limits of a payload: synchronous and asynchronous. */
const SYNC_BYTES = 6_291_456;
const ASYNC_BYTES = 1_048_576;

export interface LambdaOptions {
  readonly dataDir: string;
  readonly addresses: Addresses;
  /** Known once the services have started; asked at each cold start. */
  readonly endpoints: (functionName: string) => Endpoints;
  /** Whether only queues and streams run it; asked at each cold start. */
  readonly isBackground: (functionName: string) => boolean;
  /** How far a clock that can be moved is ahead; undefined for the real one. */
  readonly ahead?: Ahead | undefined;
  readonly onLogLine: (functionName: string, line: string) => void;
  /** Sends the record of an asynchronous invocation that was given up to its failure destination. */
  readonly deliver: (destinationArn: string, record: string) => Promise<void>;
  readonly log: (line: string) => void;
}

/** Lambda of the local cloud: what `Functions` promises, plus what a deployment does to it. */
export class Lambda implements Functions {
  /** Functions, versions and aliases as data. */
  readonly control: ControlPlane;
  /** Where records and the code of every version are kept. */
  readonly root: string;
  readonly #options: LambdaOptions;
  readonly #logs: FunctionLogs;
  readonly #pools = new Map<string, Pool>();
  readonly #runnables = new WeakMap<Configuration, Runnable>();
  readonly #events: EventQueue;

  constructor(options: LambdaOptions) {
    this.#options = options;
    this.root = join(options.dataDir, 'functions');
    this.control = new ControlPlane(functionStore(this.root));
    this.#logs = new FunctionLogs(join(options.dataDir, 'logs'), options.onLogLine);
    this.#events = new EventQueue(join(this.root, 'events.sqlite'), {
      invoke: (target, payload) => this.#run(target, payload, {}),
      deliver: options.deliver,
      log: options.log,
    });
  }

  /** Retries and failure destination of a target's asynchronous invocations; undefined goes back to Lambda's own. */
  configureEvents(target: string, settings: EventSettings | undefined): void {
    this.#events.configure(target, settings);
  }

  async invoke(target: string, payload: string, options: InvokeOptions = {}): Promise<InvokeResult> {
    const type = options.type ?? 'RequestResponse';
    const limit = type === 'Event' ? ASYNC_BYTES : SYNC_BYTES;
    if (payload.length > limit / 4 && Buffer.byteLength(payload) > limit) {
      throw new LambdaFault('RequestTooLargeException', `the payload of ${type} is at most ${limit} bytes`);
    }
    if (type === 'RequestResponse') return this.#run(target, payload, options);
    const executedVersion = this.control.versionOf(parseTarget(target), Math.random);
    if (type === 'Event') this.#events.add(target, payload);
    return { statusCode: type === 'Event' ? 202 : 204, executedVersion, payload: '', requestId: randomUUID() };
  }

  /** After a deployment: environments of a changed `$LATEST` go, reserved concurrency takes effect. */
  changed(name: string): void {
    const pool = this.#pools.get(name);
    pool?.retire('$LATEST');
    pool?.setLimit(this.control.record(name).reservedConcurrency);
  }

  /**
   * After a deployment: environments that have run so often at most go, some 15 MB each. Once: they were started only to ask a new version
   * whether it is well.
   */
  trim(runsMax = 1): void {
    for (const pool of this.#pools.values()) pool.trim(runsMax);
  }

  /** Makes all versions of a function suffer a fault from the next invocation on, until it is healed or this process ends. */
  inject(name: string, fault: InjectedFault | undefined): void {
    this.#pool(name).inject(fault);
  }

  /** Starts what waits from before: asynchronous invocations. */
  begin(): void {
    this.#events.begin();
  }

  async stop(): Promise<void> {
    this.#events.stop();
    await Promise.all([...this.#pools.values()].map((pool) => pool.stop()));
    this.#logs.flush();
  }

  counts(): readonly FunctionCounts[] {
    return [...this.#pools].flatMap(([name, pool]) =>
      [...pool.counts()].map(([version, tally]) => ({ name, version, ...tally, ...pool.size() })),
    );
  }

  /** Writes what the logs still hold in memory. */
  flushLogs(): void {
    this.#logs.flush();
  }

  logPaths(): Readonly<Record<string, string>> {
    return this.#logs.paths();
  }

  describe(target: string): FunctionView {
    return this.control.describe(target);
  }
  list(): readonly FunctionView[] {
    return this.control.list();
  }
  versions(name: string): readonly FunctionView[] {
    return this.control.versions(name);
  }
  publishVersion(name: string, description?: string): FunctionView {
    return this.control.publishVersion(name, description);
  }
  removeVersion(name: string, version: string): void {
    this.control.removeVersion(name, version);
    this.#pools.get(name)?.retire(version);
    keepOnlyCode(this.root, this.control.codesInUse());
  }
  alias(name: string, alias: string): AliasView {
    return this.control.alias(name, alias);
  }
  aliases(name: string): readonly AliasView[] {
    return this.control.aliases(name);
  }
  updateAlias(name: string, alias: string, change: AliasChange): AliasView {
    return this.control.updateAlias(name, alias, change);
  }

  async #run(target: string, payload: string, { clientContext, traceId }: InvokeOptions): Promise<InvokeResult> {
    const { name, qualifier } = parseTarget(target);
    const executedVersion = this.control.versionOf({ name, qualifier }, Math.random);
    const requestId = randomUUID();
    const runnable = this.#runnable(name, executedVersion);
    const run = { requestId, arn: functionArn(name, qualifier), traceId, clientContext, payload };
    const outcome = await this.#pool(name).run(runnable, run);
    if (!outcome.failed) return { statusCode: 200, executedVersion, payload: outcome.payload, requestId };
    this.#logs.failure(name, requestId, outcome.payload);
    return { statusCode: 200, executedVersion, functionError: 'Unhandled', payload: outcome.payload, requestId };
  }

  #pool(name: string): Pool {
    const known = this.#pools.get(name);
    if (known !== undefined) return known;
    const made = new Pool({ onLog: (text) => this.#logs.append(name, text) });
    made.setLimit(this.control.record(name).reservedConcurrency);
    this.#pools.set(name, made);
    return made;
  }

  #runnable(name: string, version: string): Runnable {
    const configuration = this.control.configuration(name, version);
    const known = this.#runnables.get(configuration) ?? this.#makeRunnable(name, version, configuration);
    this.#runnables.set(configuration, known);
    return known;
  }

  #makeRunnable(name: string, version: string, configuration: Configuration): Runnable {
    const directory = codeDir(this.root, configuration.code);
    const { handler, memoryMb, logGroup, jsonLogs } = configuration;
    const { endpoints, addresses, isBackground, ahead } = this.#options;
    return {
      version,
      timeoutMs: configuration.timeoutSeconds * 1_000,
      prepare: () => ({
        data: {
          codeDir: directory,
          compiledDir: compiledDir(this.root, configuration.code),
          handler,
          functionName: name,
          functionVersion: version,
          memoryMb,
          logGroup,
          jsonLogs,
          isBackground: isBackground(name),
          ...(ahead === undefined ? {} : { clock: { ahead, module: CLOCK_MODULE } }),
        },
        env: lambdaEnvironment(name, version, configuration, directory, endpoints(name), addresses),
      }),
    };
  }
}
