import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from '../../../functions/identity/handlers/api/routes.ts';
import type { IdentityDeps } from '../../../functions/identity/handlers/deps.ts';
import { SECRETS_BUDGET, secretsBudgeting } from '../../../functions/identity/handlers/live-budgeting.ts';
import { CLIENTS_MAX } from '../../../functions/identity/model/client.ts';
import { asking } from '../../support/asking.ts';
import { type IdentityBench, startIdentity } from '../../support/identity-bench.ts';
import { onEachEngine } from '../../support/on-each-engine.ts';
import { READER } from './client-kit.ts';

const BUDGET = { itemsPerSecond: 2, burst: 6 };
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

await onEachEngine((engine) => {
  let bench: IdentityBench;
  beforeAll(async () => {
    bench = await startIdentity(engine);
  });
  afterAll(() => bench.stop());

  /** Identity's API with a count of what it asks of KMS. */
  const held = () => {
    let macs = 0;
    const { deps } = bench;
    const mac: IdentityDeps['keys']['mac'] = (...asked) => {
      macs += 1;
      return deps.keys.mac(...asked);
    };
    const budgeting = secretsBudgeting(deps, log, BUDGET);
    const ask = asking(build({ ...deps, keys: { ...deps.keys, mac }, budgeting, log } as never));
    return { ask, macs: () => macs };
  };

  describe('secrets of a tenant', () => {
    test('are bounded: a key that is repeated costs KMS no more than the budget, and another tenant is unharmed', async () => {
      const { ask, macs } = held();
      const create = (tenant: string, key: string) => ask('POST /v1/clients', { tenant, key, body: READER });
      const statuses: number[] = [];
      for (let times = 0; times < 30; times += 1) statuses.push((await create('acme', 'again')).status);
      expect(statuses[0]).toBe(201);
      expect(statuses.at(-1)).toBe(429);
      // One more may be had by each environment.
      expect(macs()).toBeLessThanOrEqual(BUDGET.burst + 1);
      expect((await create('globex', 'one')).status).toBe(201);
    });

    test('that are used up keep nobody from deleting a client', async () => {
      const { ask } = held();
      const made = await ask('POST /v1/clients', { tenant: 'initech', key: 'c', body: READER });
      for (let times = 0; times < 12; times += 1)
        await ask('POST /v1/clients', { tenant: 'initech', key: `c${times}`, body: READER });
      const { id } = made.json;
      const rotated = await ask('POST /v1/clients/{id}/rotate', { tenant: 'initech', key: 'r', params: { id } });
      expect([rotated.status, rotated.json.type]).toEqual([429, '/problems/over-budget']);
      expect((await ask('DELETE /v1/clients/{id}', { tenant: 'initech', params: { id } })).status).toBe(204);
    });
  });

  test('all clients of a tenant may be made, and given new secrets, at once', () => {
    expect(SECRETS_BUDGET.burst).toBeGreaterThanOrEqual(2 * CLIENTS_MAX);
  });
});
