import * as z from 'zod';
import { type Route, route } from '../../kernel/call.ts';
import { getHealth, type health } from '../contract/api.ts';
import type { MetaDeps } from './deps.ts';

/** Callers share an answer for so long: health is open to all, and each probe costs a run of every domain. */
const FRESH_MS = 2_000;

type Health = z.infer<typeof health>;
type DomainHealth = Health['domains'][string];

/** A domain says its release once it has one; its version comes from Lambda itself. */
const said = z.object({ release: z.int().nullable().optional() });

const probe = async ({ probes, log }: MetaDeps, domain: string, requestId: string): Promise<DomainHealth> => {
  try {
    const answer = await probes.ask(domain, { path: '/v1/health', query: {}, requestId });
    const release = answer.status === 200 ? (said.parse(JSON.parse(answer.body)).release ?? null) : null;
    return { release, version: answer.version, status: answer.status === 200 ? 'ok' : 'degraded' };
  } catch (error) {
    // Whatever kept it from answering, the report of it is the answer.
    log.error('domain does not answer its probe', { domain, requestId }, error);
    return { release: null, version: null, status: 'degraded' };
  }
};

const probeAll = async (deps: MetaDeps, requestId: string): Promise<Health> => {
  const { names } = deps.probes;
  const found = await Promise.all(names.map((name) => probe(deps, name, requestId)));
  return {
    status: found.every(({ status }) => status === 'ok') ? 'ok' : 'degraded',
    domains: Object.fromEntries(names.map((name, index) => [name, found[index] ?? DOWN])),
  };
};

const DOWN: DomainHealth = { release: null, version: null, status: 'degraded' };

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
