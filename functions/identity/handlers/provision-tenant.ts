import { retryOnConflict } from '../../kernel/aws/retry-on-conflict.ts';
import { transact } from '../../kernel/aws/transact.ts';
import { assert } from '../../kernel/core/assert.ts';
import { derivedId } from '../../kernel/values/ids.ts';
import type { ProvisionedTenant, ProvisionRequest } from '../contract/provision.ts';
import { inOrder, type StoredClient } from '../model/client.ts';
import { clientSecretMessage, clientSecretText } from '../model/client-secret.ts';
import { hashSecret, openedBy } from '../model/secret-hash.ts';
import { creating } from '../store/commit/client-changes.ts';
import { findClient } from '../store/queries/clients.ts';
import type { IdentityDeps } from './deps.ts';

export type TenantRequest = Extract<ProvisionRequest, { readonly action: 'provision-tenant' }>;
type ProvisionDeps = Pick<
  IdentityDeps,
  'dynamo' | 'table' | 'clock' | 'random' | 'keys' | 'scrypt' | 'secretKeyId' | 'scopes'
>;

/** An operator's request that cannot be met as it is; the message says what to do instead. */
export class ProvisionError extends Error {
  override readonly name = 'ProvisionError';
}

interface Made {
  readonly id: string;
  readonly secret: string;
}

/** Id and secret follow from tenant and name alone, so that every repeat of the request gives the same answer. */
const identityOf = async (deps: ProvisionDeps, { tenant, clientName }: TenantRequest): Promise<Made> => ({
  id: derivedId('cli_', 'provision-tenant', tenant, clientName),
  secret: clientSecretText(
    await deps.keys.mac(deps.secretKeyId, clientSecretMessage(tenant, 'provision-tenant', clientName)),
  ),
});

const create = async (deps: ProvisionDeps, request: TenantRequest, made: Made, deadline: number): Promise<void> => {
  const { id, secret } = made;
  const { tenant, clientName: name, scopes } = request;
  const unlisted = scopes.find((scope) => !deps.scopes.includes(scope));
  if (unlisted !== undefined)
    throw new ProvisionError(`There is no scope ${unlisted}. The scopes are ${deps.scopes.join(', ')}.`);
  const client = { id, tenant, name, scopes: inOrder(deps.scopes, scopes), createdAt: deps.clock.now() };
  const hash = await hashSecret(deps.scrypt, secret, deps.random.bytes(16));
  await retryOnConflict(deps, deadline, async () => {
    const { kind } = await transact(deps, creating(deps.table, client, hash));
    // Refused: the same request was faster.
    return kind === 'busy' ? undefined : kind;
  });
};

const same = (client: StoredClient, request: TenantRequest): boolean =>
  [...new Set(client.scopes)].sort().join(' ') === [...new Set(request.scopes)].sort().join(' ');

/**
 * Makes a tenant's client, once per name: a repeat answers the same and changes nothing. Throws `ProvisionError` where the
 * name belongs to a client with other scopes or to a deleted one.
 */
export const provisionTenant = async (
  deps: ProvisionDeps,
  request: TenantRequest,
  deadline: number,
): Promise<ProvisionedTenant> => {
  const { id, secret } = await identityOf(deps, request);
  if ((await findClient(deps, id)) === undefined) await create(deps, request, { id, secret }, deadline);
  const client = await findClient(deps, id);
  assert(client !== undefined && client.tenant === request.tenant, 'a provisioned client is there and in its tenant');
  if (client.deletedAt !== undefined) throw new ProvisionError('This client was deleted. Use another client name.');
  if (!same(client, request)) throw new ProvisionError('This client has other scopes. Use another client name.');
  const previous = deps.clock.now() < client.previousUntil ? client.previous : undefined;
  return {
    clientId: id,
    clientSecret: secret,
    current: (await openedBy(deps.scrypt, secret, client.hash, previous)) !== undefined,
  };
};
