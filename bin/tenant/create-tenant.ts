import * as z from 'zod';
import { isScope, type Scope } from '../../functions/kernel/core/operation.ts';
import { CommandFailure } from '../client/problem-error.ts';
import type { Provisioning } from './provisioning.ts';

/** A tenant's first client, as an app of it needs it. */
export interface FirstClient {
  readonly tenant: string;
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: readonly string[];
}

export interface NewTenant {
  readonly tenant: string;
  readonly clientName: string;
  /** All that are a tenant's own unless said: a client hands out only what it holds itself. */
  readonly scopes?: readonly Scope[] | undefined;
}

const provisioned = z.object({ clientId: z.string(), clientSecret: z.string(), current: z.boolean() });
const shown = z.object({ scopes: z.array(z.custom<Scope>((value) => typeof value === 'string' && isScope(value))) });

/** They show and move the system of all tenants, so nobody has them unasked. */
const OF_OPERATORS: ReadonlySet<Scope> = new Set(['catalog:read', 'releases:operate']);

/**
 * Makes a tenant with its first client, or gives that of an earlier call with the same words again, with the same secret.
 * @throws CommandFailure where the name is another client's, or its secret was changed since
 */
export const createTenant = async (
  { url, ask }: Provisioning,
  { tenant, clientName, scopes: said }: NewTenant,
): Promise<FirstClient> => {
  const scopes =
    said ?? (await ask({ action: 'show-scopes' }, shown)).scopes.filter((scope) => !OF_OPERATORS.has(scope));
  const { clientId, clientSecret, current } = await ask(
    { action: 'provision-tenant', tenant, clientName, scopes: [...scopes] },
    provisioned,
  );
  if (!current)
    throw new CommandFailure(
      `The client "${clientName}" of ${tenant} has been given another secret since, which only its owner has. Use another client name.`,
    );
  return { tenant, url, clientId, clientSecret, scopes };
};
