import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { addresses } from './addresses.ts';
import { readAssembly } from './assembly.ts';
import { type ClockView, refuseMovedClock, startTestClock, type TestClock } from './clock/test-clock.ts';
import { StackStates } from './cloudformation/stack-states.ts';
import { trailed, trailTo } from './cloudtrail/trail.ts';
import { codeDeployOperations, endEvent } from './codedeploy/codedeploy-api.ts';
import { labelOf } from './codedeploy/labels.ts';
import { Shifter } from './codedeploy/shifter.ts';
import type { Pace } from './codedeploy/traffic.ts';
import { startControl } from './control/control.ts';
import { type DataFolder, explainDisk, openDataFolder } from './data-folder.ts';
import { DeploymentState } from './deployment-state.ts';
import { Gateway } from './gateway/gateway.ts';
import { ApiRegistry } from './gateway/registry.ts';
import type { FunctionCounts } from './lambda/functions.ts';
import { Lambda } from './lambda/runtime.ts';
import { handlerTable } from './resources/handlers.ts';
import type { ResourceRecord, Services, StartServices } from './services.ts';
import { StartFailure } from './start-failure.ts';
import { type Deployer, deploy } from './template/deploy.ts';
import { type Credentials, newCredentials } from './trust/credentials.ts';

export interface CloudOptions {
  /** What `cdk synth` wrote. */
  readonly assemblyDir: string;
  readonly dataDir: string;
  /** Of the gateway; 0 takes a free one. */
  readonly port: number;
  readonly startServices: StartServices;
  /** For how long a transaction of the store holds its items against others, in ms; 0 unless given: they never meet. */
  readonly conflictMs?: number;
  /** How far back a table can be restored, in ms; as far as its consumers have not come unless said. */
  readonly restorableMs?: number;
  /** Throws away what the data folder holds. */
  readonly fresh?: boolean;
  /** Applies the stage's request quotas, which are off locally unless asked for. */
  readonly throttled?: boolean;
  /** Lets the time of everything here be moved ahead, by the control port. */
  readonly clock?: boolean;
  /** Called after the clock was moved. */
  readonly advanced?: (clock: ClockView) => void;
  /** Variables of every function, for this start only. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Called after each order to deploy that was carried out, before it is answered. */
  readonly deployed?: () => Promise<void>;
  /** One line at a time, for `--verbose`. */
  readonly log?: (line: string) => void;
}

/** How a deployment proves its new versions, and who is told how it goes. */
export interface Release {
  readonly pace: Pace;
  readonly say: (line: string) => void;
  /** Aborted when who ordered it has gone away; one whose turn has not come by then is dropped. */
  readonly gone?: AbortSignal;
}

/** A running local cloud. */
export interface Cloud {
  /** Base URL of the HTTP API. */
  readonly url: string;
  /** The AWS endpoint and the store's, as functions see them. */
  readonly endpoints: { readonly aws: string; readonly dynamodb: string };
  /** How far its clock stands ahead at the start. */
  readonly aheadSeconds: number;
  /** What callers of the endpoints prove themselves by; new at each start. */
  readonly credentials: Credentials;
  /** Where the `folio` command gives it orders, and the secret that it needs for that; new at each start. */
  readonly control: { readonly url: string; readonly token: string };
  readonly functions: Lambda;
  readonly services: Services;
  readonly resources: () => readonly ResourceRecord[];
  readonly counts: () => readonly FunctionCounts[];
  /** Log files by function name. */
  readonly logs: () => Readonly<Record<string, string>>;
  /**
   * Deploys a changed app into the running one; requests on their way end on the version they started on. With a release the
   * aliases are shifted at its pace under their alarms, without one they move at once.
   * @throws TakenBack when an alarm took the release back.
   */
  readonly redeploy: (assemblyDir: string, release?: Release) => Promise<void>;
  /** Ends in order: no new requests, running ones finish, pollers stop, everything is on disk, the folder is free. */
  readonly stop: () => Promise<void>;
}

/** Runs the steps that are there to be undone, last first; a failing one does not keep the others from running. */
const undo = async (steps: readonly (() => Promise<void> | void)[]): Promise<void> => {
  const failures: unknown[] = [];
  for (const step of [...steps].reverse()) {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'the local cloud did not stop cleanly');
};

/** The parts in the order in which they start; what has started is handed to `started`, to be stopped in reverse. */
const assemble = async (
  options: CloudOptions,
  folder: DataFolder,
  clock: TestClock | undefined,
  started: (stop: () => Promise<void> | void) => void,
) => {
  const log = options.log ?? (() => undefined);
  const places = addresses();
  const credentials = newCredentials();
  let services: Services | undefined;
  /** Filled before the first function starts. */
  const ownPorts: number[] = [];
  const running = (): Services => {
    if (services === undefined) throw new Error('the services have not started yet');
    return services;
  };
  const functions = new Lambda({
    dataDir: folder.path,
    addresses: places,
    endpoints: () => ({
      ...running().endpoints,
      credentials,
      ownPorts,
      further: options.environment ?? {},
    }),
    isBackground: (name) => running().isBackground?.(name) ?? false,
    ahead: clock?.ahead,
    onLogLine: (name, line) => services?.onLogLine?.(name, line),
    deliver: (arn, record) => running().deliver(arn, record),
    log,
  });
  started(() => functions.stop());
  const trail = trailTo((event) => services?.announce?.(event));
  const shifter = new Shifter({
    functions: trailed(functions, trail, { service: 'codedeploy.amazonaws.com' }),
    ended: (deployment) => services?.announce?.(endEvent(deployment)),
    path: join(folder.path, 'codedeploy.json'),
    inAlarm: (names, since) => services?.inAlarm?.(names, since) ?? [],
    ringsSince: (name) => services?.ringsSince?.(name),
  });
  shifter.recover();
  const gateway = new Gateway({
    invoke: (target, payload, traceId) => functions.invoke(target, payload, { traceId }),
    deliver: (target, payload) => functions.invoke(target, payload, { type: 'Event' }),
    throttled: options.throttled === true,
    log,
  });
  const url = await gateway.listen(options.port);
  started(() => gateway.stop());
  const stacks = new StackStates();
  const operations = new Map([['CodeDeploy_20141006', codeDeployOperations(shifter)]]);
  services = await options.startServices({
    dataDir: folder.path,
    conflictMs: options.conflictMs ?? 0,
    restorableMs: options.restorableMs ?? 0,
    addresses: places,
    functions,
    credentials,
    ahead: clock?.ahead,
    operations,
    stacks,
    log,
  });
  started(() => running().stop());
  folder.raise();
  // Once more, to come first: requests end before the services that they need.
  started(() => gateway.stop());
  return { functions, shifter, trail, gateway, url, services, stacks, places, credentials, ownPorts, log };
};

/**
 * Starts the local cloud and deploys the assembly into it; resolved means ready.
 * @throws StartFailure in one line for a port in use, a locked folder, a newer folder or a full disk.
 */
export const startCloud = async (options: CloudOptions): Promise<Cloud> => {
  const stops: (() => Promise<void> | void)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= undo(stops);
    return stopping;
  };
  try {
    return await start(options, (each) => stops.push(each), stop);
  } catch (error) {
    await stop().catch(() => undefined);
    throw explainDisk(options.dataDir, error);
  }
};

const start = async (
  options: CloudOptions,
  started: (stop: () => Promise<void> | void) => void,
  stop: () => Promise<void>,
): Promise<Cloud> => {
  const folder = openDataFolder(options.dataDir, options.fresh);
  started(() => folder.release());
  const clock = options.clock === true ? startTestClock(folder.path) : undefined;
  if (clock === undefined) refuseMovedClock(folder.path);
  else started(clock.stop);
  // First: where it is damaged, nothing else is opened.
  const state = new DeploymentState(folder.path);
  const parts = await assemble(options, folder, clock, started);
  const { functions, shifter, trail, gateway, url, services, stacks, places, credentials, ownPorts, log } = parts;
  const registry = new ApiRegistry();
  const handlers = handlerTable(functions, shifter, trail, registry, () => url, services.handlers);

  const deployNow = async (assemblyDir: string): Promise<void> => {
    const assembly = readAssembly(assemblyDir);
    const context = { dataDir: folder.path, addresses: places, functions, asset: assembly.asset, log };
    stacks.madeOf((name) => {
      const stack = assembly.stacks.find((one) => one.name === name);
      if (stack === undefined) return undefined;
      const resources = () => state.all().filter((record) => record.stack === name);
      return { template: stack.template, resources };
    });
    const settle = () => shifter.settle();
    const during: Deployer['during'] = (doing, names, run) => stacks.during(doing, names, run);
    await deploy(assembly, { handlers, state, context, parameter: services.parameter, settle, during });
    const api = registry.api();
    if (api !== undefined) gateway.use(api);
    functions.trim();
  };
  /** One after the other, whoever asks; a failed one does not keep the next from being tried, one that nobody waits for is dropped. */
  let last = Promise.resolve();
  let isStopping = false;
  const redeploy = (assemblyDir: string, release?: Release): Promise<void> => {
    const next = last.then(() => {
      if (release?.gone?.aborted === true)
        throw new StartFailure('who ordered it went away before its turn; nothing was changed');
      if (isStopping) throw new StartFailure('the local cloud stopped before its turn; nothing was changed');
      const label = labelOf(() => state.all());
      return release === undefined
        ? deployNow(assemblyDir)
        : shifter.during({ ...release, label }, () => deployNow(assemblyDir));
    });
    last = next.catch(() => undefined);
    return next;
  };
  // Before the first function starts, which is told its port, to leave it alone; nobody has the token yet.
  const token = randomBytes(32).toString('base64url');
  const control = await startControl({
    token,
    deploy: async ({ assemblyDir, pace }, say, gone) => {
      await redeploy(assemblyDir, { pace, say, gone });
      await options.deployed?.();
    },
    clock: (seconds) => {
      if (clock === undefined) throw new StartFailure('this local cloud was started without --clock');
      const view = seconds === undefined ? clock.show() : clock.advance(seconds);
      if (seconds !== undefined) {
        services.advanced?.();
        options.advanced?.(view);
      }
      return view;
    },
    inject: ({ function: name, kind }) => {
      if (!functions.list().some((one) => one.name === name)) throw new StartFailure(`there is no function ${name}`);
      functions.inject(name, kind === 'heal' ? undefined : kind);
    },
    log,
  });
  started(() => control.stop());
  const { aws, dynamodb } = services.endpoints;
  const own = [url, aws, dynamodb, control.url];
  ownPorts.push(...own.map((each) => Number(new URL(each).port)));
  await redeploy(options.assemblyDir);
  // Nobody has called yet: all that runs has served the deployment.
  functions.trim(Number.POSITIVE_INFINITY);
  // Now that the rules stand again: what ended when nobody could be told.
  shifter.tell();
  functions.begin();
  await services.begin();
  started(() => {
    isStopping = true;
    shifter.halt();
    return last;
  });
  return {
    url,
    endpoints: services.endpoints,
    credentials,
    aheadSeconds: clock?.show().aheadSeconds ?? 0,
    control: { url: control.url, token },
    functions,
    services,
    resources: () => state.all(),
    counts: () => functions.counts(),
    logs: () => functions.logPaths(),
    redeploy,
    stop,
  };
};
