import { EventEmitter } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { deployInto, deploymentsUnderWay, reportInterrupt } from '../../../bin/client/local-deployment.ts';
import { CommandFailure } from '../../../bin/client/problem-error.ts';
import type { LocalFile } from '../../../bin/client/target.ts';

let server: Server | undefined;
afterEach(() => new Promise<void>((closed) => server?.close(() => closed())));

const KEY = { accessKeyId: 'local', secretAccessKey: 'of this start' };
/** No process has it: above what any system gives. */
const GONE_PID = 2 ** 30;

/** A local cloud that answers everything so. */
const cloud = async (answer: RequestListener): Promise<LocalFile> => {
  server = createServer(answer);
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { awsUrl: url, credentials: KEY, control: { url, token: 't' }, pid: GONE_PID } as LocalFile;
};

const PACE = { canaryPercent: 10, bakeMs: 0 };

describe('a deployment into a local cloud', () => {
  const cut: RequestListener = (_request, response) => {
    response.writeHead(200);
    response.write('{"says":"shifting"}\n', () => response.destroy());
  };
  const outcome = async (local: LocalFile): Promise<unknown> =>
    deployInto(local, '/assembly', PACE, () => undefined).catch((error: unknown) => error);

  test('whose connection breaks while the cloud runs on is never said to have gone away', async () => {
    const ended = await outcome({ ...(await cloud(cut)), pid: process.pid });
    expect(ended).toBeInstanceOf(CommandFailure);
    expect(String(ended)).toMatch(/broke, but it runs on .*folio release status/);
  });

  test.each(['<html>', 'null', '{"says":5}'])('that something else answers is told in one line: %s', async (text) => {
    const other = await cloud((_request, response) => response.end(`${text}\n`));
    const ended = await outcome(other);
    expect(ended).toBeInstanceOf(CommandFailure);
    expect(String(ended)).toContain('does not answer as a local cloud does');
  });

  test('that ends without a last line is not done', async () => {
    const silent = await cloud((_request, response) => response.end('{"says":"shifting"}\n'));
    expect(String(await outcome(silent))).toContain('has ended during the deployment');
  });

  test('that is killed meanwhile ends with one line that says what to do', async () => {
    const local = await cloud(cut);
    const said: string[] = [];
    const ended = await deployInto(local, '/assembly', PACE, (line) => said.push(line)).catch(
      (error: unknown) => error,
    );
    expect(said).toEqual(['shifting']);
    expect(ended).toBeInstanceOf(CommandFailure);
    expect(String(ended)).toMatch(
      /has ended during the deployment. When it starts again, .* back at the version before/,
    );
    expect(String(ended)).not.toContain('\n');
  });

  test('knows which others it waits for, and asks in vain where nothing answers', async () => {
    const local = await cloud((request, response) => {
      const isList = String(request.headers['x-amz-target']).endsWith('.ListDeployments');
      const deploymentsInfo = [{ deploymentId: 'd-1', applicationName: 'Folio-Ledger-Api1A2B' }];
      response.end(JSON.stringify(isList ? { deployments: ['d-1'] } : { deploymentsInfo }));
    });
    expect(await deploymentsUnderWay(local)).toEqual(['d-1']);
    await new Promise((closed) => server?.close(closed));
    expect(await deploymentsUnderWay(local)).toEqual([]);
  });

  test('says what becomes of the order when its caller is interrupted, and only then', async () => {
    const signals = new EventEmitter();
    const lines: string[] = [];
    await reportInterrupt(
      signals,
      (line) => lines.push(line),
      async () => void signals.emit('SIGINT'),
    );
    expect(lines).toEqual([expect.stringMatching(/^The order stands: the local cloud deploys all the same/)]);
    signals.emit('SIGINT');
    expect(lines).toHaveLength(1);
    await expect(
      reportInterrupt(
        signals,
        () => undefined,
        () => Promise.reject(new Error('no')),
      ),
    ).rejects.toThrow();
    expect(signals.listenerCount('SIGINT')).toBe(0);
  });
});
