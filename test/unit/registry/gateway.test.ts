import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { waitForIssuer } from '../../../functions/registry/handlers/wait-for-issuer.ts';
import { answersInTime } from '../../../functions/registry/store/answers-in-time.ts';
import { throttleRoutes } from '../../../functions/registry/store/route-throttles.ts';

const URLS = ['/.well-known/openid-configuration', '/.well-known/jwks.json'];

interface Asked {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly body: string;
  readonly authorization: string | undefined;
}
const asked: Asked[] = [];
let statusOf: (path: string) => number = () => 200;
const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};
const server = createServer((request, answer) => {
  void bodyOf(request).then((body) => {
    const { method, url: path, headers } = request;
    asked.push({ method, path, body, authorization: headers.authorization });
    answer.writeHead(statusOf(path ?? ''), { 'x-amzn-errortype': 'NotFoundException:' }).end('{}');
  });
});
let url = '';
beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((closed) => server.close(closed)));
beforeEach(() => {
  asked.length = 0;
  statusOf = () => 200;
});

/** A clock that stands still but for the waits. */
const clock = () => {
  let now = 0;
  return {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
};

describe('the wait for an issuer', () => {
  test('ends when both are answered, however often one of them was not', async () => {
    let tries = 0;
    statusOf = (path) => {
      if (!path.endsWith('jwks.json')) return 200;
      tries += 1;
      return tries < 3 ? 503 : 200;
    };
    await waitForIssuer(
      { clock: clock(), answersInTime: answersInTime(fetch) },
      { Urls: URLS.map((path) => url + path) },
      40_000,
    );
    expect(tries).toBe(3);
  });

  test('ends in time where a name leads nowhere, and says which did not answer', async () => {
    const deps = { clock: clock(), answersInTime: async (one: string) => !one.endsWith('jwks.json') };
    const waiting = waitForIssuer(deps, { Urls: URLS }, 40_000);
    await expect(waiting).rejects.toThrow('/.well-known/jwks.json did not answer within 1.5 s');
    expect(deps.clock.now()).toBeLessThan(40_000);
  });

  test('takes nothing but 200 for an answer, and no name for none', async () => {
    statusOf = () => 404;
    expect(await answersInTime(fetch)(url)).toBe(false);
    expect(await answersInTime(fetch)('http://127.0.0.1:1/')).toBe(false);
  });
});

describe('the throttles of routes', () => {
  const aws = () => ({
    region: 'eu-central-1',
    endpoint: url,
    credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 'b' }),
    clock: { now: () => Date.UTC(2026, 10, 1), sleep: async () => undefined },
  });

  test('are set on the stage, route by route, signed for API Gateway', async () => {
    await throttleRoutes(aws())('api1', ['POST /oauth/token', '$default'], { ratePerSecond: 50, burst: 100 });
    const [call] = asked;
    expect([call?.method, call?.path]).toEqual(['PATCH', '/v2/apis/api1/stages/%24default']);
    expect(call?.authorization).toContain('/eu-central-1/apigateway/aws4_request');
    const settings = { throttlingRateLimit: 50, throttlingBurstLimit: 100 };
    expect(JSON.parse(call?.body ?? '')).toEqual({
      routeSettings: { 'POST /oauth/token': settings, $default: settings },
    });
  });

  test('that AWS refuses fail by its code', async () => {
    statusOf = () => 404;
    await expect(throttleRoutes(aws())('api1', ['GET /'], { ratePerSecond: 1, burst: 2 })).rejects.toThrow(
      'NotFoundException: apigateway UpdateStage',
    );
  });
});
