import { type Log, liveLog } from '../../kernel/core/log.ts';
import { task } from '../../kernel/triggers/task.ts';
import {
  type ProvisionedTenant,
  type ProvisionRequest,
  provisionRequest,
  type ShownRing,
  type ShownScopes,
} from '../contract/provision.ts';
import { type LiveIdentity, liveIdentity } from './live.ts';
import { provisionTenant } from './provision-tenant.ts';
import { rotateSigningKey, showSigningKeys } from './rotate-signing-key.ts';

type ProvisionDeps = Pick<
  LiveIdentity,
  'dynamo' | 'table' | 'clock' | 'random' | 'keys' | 'scrypt' | 'secretKeyId' | 'scopes' | 'rings' | 'foundingKeyId'
> & { readonly log: Log };

const run = (
  deps: ProvisionDeps,
  request: ProvisionRequest,
  deadline: number,
): Promise<ProvisionedTenant | ShownRing | ShownScopes> => {
  switch (request.action) {
    case 'provision-tenant':
      return provisionTenant(deps, request, deadline);
    case 'rotate-signing-key':
      return rotateSigningKey(deps, request);
    case 'show-signing-keys':
      return showSigningKeys(deps);
    case 'show-scopes':
      return Promise.resolve({ scopes: deps.scopes });
  }
};

/** What the operator does by invoking the function: tenants and their first clients, the scopes that there are, and the signing keys. */
export const build = (deps: ProvisionDeps) =>
  task({
    domain: 'identity',
    name: 'provision',
    input: provisionRequest,
    run: (request, deadline) => run(deps, request, deadline),
    deps,
  });

export const handler = build({ ...liveIdentity(), log: liveLog() });
