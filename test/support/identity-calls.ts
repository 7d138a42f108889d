import { randomUUID } from 'node:crypto';
import { createClient, deleteClient, issueToken, rotateClient } from '../../functions/identity/contract/api.ts';
import type { Call, Caller } from '../../functions/kernel/core/call.ts';
import type { Scope } from '../../functions/kernel/core/operation.ts';
import { fingerprint } from '../../functions/kernel/idempotency/receipt.ts';
import { SCOPES } from './scopes.ts';

export const admin = (tenant: string, clientId: string, scopes: readonly Scope[] = SCOPES): Caller => ({
  tenant,
  clientId,
  scopes: new Set(scopes),
});

/** The same with a token of the client's second, third ... secret. */
export const later = (caller: Caller, generation: number, tokenId = 'another'): Caller => ({
  ...caller,
  generation,
  tokenId,
});

const NOBODY: Caller = { tenant: '', clientId: '', scopes: new Set() };
/** Each call is a request of its own. */
const rest = () => ({
  query: {},
  ifMatch: undefined,
  headers: {},
  requestId: randomUUID(),
  deadline: Number.MAX_SAFE_INTEGER,
  answered: new AbortController().signal,
});

export const createCall = (
  caller: Caller,
  key: string,
  body: { name: string; scopes: Scope[] },
): Call<typeof createClient> => ({
  ...rest(),
  operation: createClient,
  params: {},
  body,
  caller,
  key,
  fingerprint: fingerprint('createClient', {}, body),
});

export const rotateCall = (
  caller: Caller,
  key: string,
  id: string,
  body?: { overlapSeconds?: number },
): Call<typeof rotateClient> => ({
  ...rest(),
  operation: rotateClient,
  params: { id },
  body,
  caller,
  key,
  fingerprint: fingerprint('rotateClient', { id }, body),
});

export const deleteCall = (caller: Caller, id: string): Call<typeof deleteClient> => ({
  ...rest(),
  operation: deleteClient,
  params: { id },
  body: undefined,
  caller,
  key: undefined,
  fingerprint: '',
});

export const tokenCall = (
  body: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Call<typeof issueToken> => ({
  ...rest(),
  operation: issueToken,
  params: {},
  body,
  headers,
  caller: NOBODY,
  key: undefined,
  fingerprint: '',
});
