import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { liveClock } from '../../../functions/kernel/core/live-ports.ts';
import { type Canaries, canaries } from '../../../functions/registry/store/canaries.ts';

/** What CodeDeploy answers, by operation. */
let answers: Record<string, { readonly status: number; readonly body: unknown }>;
let codeDeploy: Server;
let known: Canaries;

beforeEach(async () => {
  answers = {};
  codeDeploy = createServer((request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    const { status, body } = answers[operation] ?? { status: 400, body: { __type: 'UnknownOperation' } };
    response.writeHead(status).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => codeDeploy.listen(0, '127.0.0.1', listening));
  const endpoint = `http://127.0.0.1:${(codeDeploy.address() as AddressInfo).port}`;
  const credentials = async () => ({ accessKeyId: 'a', secretAccessKey: 'b' });
  known = canaries({ region: 'eu-central-1', endpoint, credentials, clock: liveClock });
});
afterEach(() => new Promise((closed) => codeDeploy.close(closed)));

const underWay = (...deploymentsInfo: readonly object[]): void => {
  answers.ListDeployments = { status: 200, body: { deployments: ['d-1'] } };
  answers.BatchGetDeployments = { status: 200, body: { deploymentsInfo } };
};

describe('the canaries of a stack', () => {
  test('are its own deployments, and never the way back that CodeDeploy has begun itself', async () => {
    underWay(
      { deploymentId: 'd-1', applicationName: 'Folio-Ledger-Api1A2B', creator: 'user' },
      { deploymentId: 'd-2', applicationName: 'Folio-Ledger-Relay3C', creator: 'codeDeployRollback' },
      { deploymentId: 'd-3', applicationName: 'Folio-Identity-Api4D', creator: 'user' },
      { deploymentId: 'd-4', applicationName: 'Folio-Ledger-Sweep5E' },
    );
    expect(await known.running('Folio-Ledger')).toEqual(['d-1', 'd-4']);
  });

  test('need no stop where one has just ended', async () => {
    answers.StopDeployment = {
      status: 400,
      body: { __type: 'com.amazonaws.codedeploy#DeploymentAlreadyCompletedException', message: 'it is over' },
    };
    await known.stop('d-1');
  });

  test('that cannot be stopped for another reason are told', async () => {
    answers.StopDeployment = { status: 400, body: { __type: 'AccessDeniedException', message: 'no' } };
    await expect(known.stop('d-1')).rejects.toThrow('AccessDeniedException');
  });
});
