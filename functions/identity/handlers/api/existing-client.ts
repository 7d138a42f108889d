import type { StoredClient } from '../../model/client.ts';
import { findClient } from '../../store/queries/clients.ts';
import type { IdentityDeps } from '../deps.ts';
import { noSuchClient } from './refused.ts';

/** Undefined for another tenant's client and for a deleted one too. Strongly consistent. */
export const findOwn = async (deps: IdentityDeps, tenant: string, id: string): Promise<StoredClient | undefined> => {
  const client = await findClient(deps, id);
  return client?.tenant !== tenant || client.deletedAt !== undefined ? undefined : client;
};

/** @throws Refusal `not-found` */
export const existingClient = async (deps: IdentityDeps, tenant: string, id: string): Promise<StoredClient> => {
  const client = await findOwn(deps, tenant, id);
  if (client === undefined) throw noSuchClient();
  return client;
};
