import * as z from 'zod';
import { type Route, route } from '../../../kernel/core/call.ts';
import { type domainsHealth, getDomainsHealth, getHealth } from '../../contract/api.ts';
import type { ReleaseOf } from '../../store/queries/releases.ts';
import type { MetaDeps } from '../deps.ts';

/** Callers share an answer for so long: health is open to all, and each probe costs a run of every domain. */
const FRESH_MS = 2_000;

type DomainsHealth = z.infer<typeof domainsHealth>;
type Health = Omit<DomainsHealth, 'alarms'>;

/** What a domain answers is JSON, whatever is in it; its version comes from Lambda itself. */
const said = z.looseObject({});

const probe = async ({ probes, log }: MetaDeps, domain: string, requestId: string) => {
  try {
    const { version, status, body } = await probes.ask(domain, { path: '/v1/health', query: {}, requestId });
    said.parse(JSON.parse(body));
    return { version, status: status === 200 ? 'ok' : 'degraded' } as const;
  } catch (error) {
    // Whatever kept it from answering, the report of it is the answer.
    log.error('domain does not answer its probe', { domain, requestId }, error);
    return { version: null, status: 'degraded' } as const;
  }
};

/** Health does without the numbers where they cannot be read: what it is for is whether the domains answer. */
const releaseNumbers = async ({ releases, log }: MetaDeps, requestId: string): Promise<ReleaseOf> => {
  try {
    return await releases();
  } catch (error) {
    log.error('the releases are not to be read', { domain: 'meta', requestId }, error);
    return () => null;
  }
};

const probeAll = async (deps: MetaDeps, requestId: string): Promise<Health> => {
  const { names } = deps.probes;
  const [releaseOf, found] = await Promise.all([
    releaseNumbers(deps, requestId),
    Promise.all(names.map(async (name) => ({ name, ...(await probe(deps, name, requestId)) }))),
  ]);
  return {
    status: found.every(({ status }) => status === 'ok') ? 'ok' : 'degraded',
    domains: Object.fromEntries(
      found.map(({ name, version, status }) => [name, { release: releaseOf(name, version), version, status }]),
    ),
  };
};

/** As with the numbers: null is the answer where they cannot be read, which the log says. */
const readAlarms = async ({ alarmsInAlarm, log }: MetaDeps, requestId: string): Promise<DomainsHealth['alarms']> => {
  try {
    return [...(await alarmsInAlarm())];
  } catch (error) {
    log.error('the alarms are not to be read', { domain: 'meta', requestId }, error);
    return null;
  }
};

/** An answer that callers share while it is fresh; failed ones too. */
const shared = <T>(clock: MetaDeps['clock'], ask: (requestId: string) => Promise<T>) => {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return (requestId: string): Promise<T> => {
    const now = clock.now();
    if (last === undefined || Math.abs(now - last.at) >= FRESH_MS) last = { at: now, answer: ask(requestId) };
    return last.answer;
  };
};

type HealthRoutes = readonly [Route<typeof getHealth>, Route<typeof getDomainsHealth>];

/**
 * `GET /v1/health` and, with a token, `GET /v1/health/domains`: both ask every domain through its alias, the second the alarms too. 200 also
 * when degraded: meta itself answers; read `status`.
 */
export const healthRoutes = (deps: MetaDeps): HealthRoutes => {
  const health = shared(deps.clock, (requestId) => probeAll(deps, requestId));
  const alarms = shared(deps.clock, (requestId) => readAlarms(deps, requestId));
  const headers = { 'cache-control': 'no-store' };
  return [
    route(getHealth, async ({ requestId }) => ({
      status: 200,
      body: { status: (await health(requestId)).status },
      headers,
    })),
    route(getDomainsHealth, async ({ requestId }) => {
      const [found, rings] = await Promise.all([health(requestId), alarms(requestId)]);
      return { status: 200, body: { ...found, alarms: rings }, headers };
    }),
  ];
};
