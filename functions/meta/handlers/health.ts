import * as z from 'zod';
import { type Route, route } from '../../kernel/call.ts';
import { getHealth, type health } from '../contract/api.ts';
import type { ReleaseOf } from '../store/releases.ts';
import type { MetaDeps } from './deps.ts';

/** Callers share an answer for so long: health is open to all, and each probe costs a run of every domain. */
const FRESH_MS = 2_000;

type Health = z.infer<typeof health>;

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

/** `GET /v1/health`: asks every domain through its alias. 200 also when degraded: meta itself answers; read `status`. */
export const healthRoute = (deps: MetaDeps): Route<typeof getHealth> => {
  let last: { readonly at: number; readonly health: Promise<Health> } | undefined;
  return route(getHealth, async ({ requestId }) => {
    const now = deps.clock.now();
    if (last === undefined || Math.abs(now - last.at) >= FRESH_MS)
      last = { at: now, health: probeAll(deps, requestId) };
    return { status: 200, body: await last.health, headers: { 'cache-control': 'no-store' } };
  });
};
