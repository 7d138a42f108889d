import { statSync } from 'node:fs';
import { join } from 'node:path';
import { addresses } from '../../local/addresses.ts';
import { codeDir } from '../../local/lambda/code-store.ts';
import { ControlPlane } from '../../local/lambda/control-plane.ts';
import { type EnvironmentOptions, startEnvironment } from '../../local/lambda/environment.ts';
import { functionStore } from '../../local/lambda/function-store.ts';
import { lambdaEnvironment } from '../../local/lambda/lambda-environment.ts';
import type { LocalFile } from '../client/target.ts';
import { median } from './statistics.ts';

/** Starts of each function; the median is told, so that one pause of the machine says nothing. */
const STARTS = 5;
const TIMEOUT_MS = 10_000;

/** The cold start of one function: from the new environment to its first answer, on this machine. */
export interface ColdStart {
  readonly name: string;
  /** The bundle as it is, and the median over five starts. */
  readonly kilobytes: number;
  readonly loadMs: number;
  readonly firstAnswerMs: number;
}

/** Means little to each trigger and harm to none: the health route, and a batch without records. */
const EVENT = JSON.stringify({
  version: '2.0',
  routeKey: 'GET /v1/health',
  rawPath: '/v1/health',
  headers: {},
  requestContext: { requestId: 'cold', http: { method: 'GET', path: '/v1/health' } },
  isBase64Encoded: false,
  Records: [],
});

const startOnce = async (what: Pick<EnvironmentOptions, 'data' | 'env'>) => {
  const from = performance.now();
  const ready = Promise.withResolvers<void>();
  const environment = startEnvironment({
    ...what,
    timeoutMs: TIMEOUT_MS,
    onLog: () => undefined,
    onReady: (failed) => (failed === undefined ? ready.resolve() : ready.reject(new Error(failed))),
    onGone: () => undefined,
  });
  try {
    await ready.promise;
    const loadMs = performance.now() - from;
    const call = { requestId: 'cold', arn: '', traceId: undefined, clientContext: undefined, payload: EVENT };
    await environment.run({ ...call, deadline: Date.now() + TIMEOUT_MS }, TIMEOUT_MS);
    return { loadMs, firstAnswerMs: performance.now() - from };
  } finally {
    await environment.end();
  }
};

/**
 * Cold starts of every function of a running cloud, in worker threads of this process. What AWS adds, the start of the micro-VM
 * and of Node, is not in it; its cores are slower as well.
 */
export const coldStarts = async (
  dataDir: string,
  { awsUrl, credentials }: Pick<LocalFile, 'awsUrl' | 'credentials'>,
): Promise<readonly ColdStart[]> => {
  const root = join(dataDir, 'functions');
  const control = new ControlPlane(functionStore(root));
  const endpoints = { aws: awsUrl, dynamodb: awsUrl, credentials };
  const results: ColdStart[] = [];
  for (const { name } of control.list()) {
    const configuration = control.configuration(name, '$LATEST');
    const directory = codeDir(root, configuration.code);
    const { handler, memoryMb, logGroup, jsonLogs } = configuration;
    const version = '$LATEST';
    const what = {
      data: {
        codeDir: directory,
        compiledDir: undefined,
        functionName: name,
        functionVersion: version,
        handler,
        memoryMb,
        logGroup,
        jsonLogs,
        isBackground: false,
      },
      env: lambdaEnvironment(name, version, configuration, directory, endpoints, addresses()),
    };
    await startOnce(what);
    const starts: Awaited<ReturnType<typeof startOnce>>[] = [];
    for (let start = 0; start < STARTS; start += 1) starts.push(await startOnce(what));
    results.push({
      name: name.replace(/^Folio-/, '').replace(/Function[0-9A-F]{8}-[0-9A-F]+$/, ''),
      kilobytes: statSync(join(directory, 'index.mjs')).size / 1000,
      loadMs: median(starts.map(({ loadMs }) => loadMs)),
      firstAnswerMs: median(starts.map(({ firstAnswerMs }) => firstAnswerMs)),
    });
  }
  return results;
};
