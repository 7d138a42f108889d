import type { StoredClient } from '../model/client.ts';
import { findClient } from '../store/clients.ts';
import type { IdentityDeps } from './deps.ts';
import { noSuchClient } from './refused.ts';

/** @throws Refusal `not-found`, for another tenant's client and for a deleted one too */
export const existingClient = async (deps: IdentityDeps, tenant: string, id: string): Promise<StoredClient> => {
  const client = await findClient(deps, id);
  if (client?.tenant !== tenant || client.deletedAt !== undefined) throw noSuchClient();
  return client;
};
