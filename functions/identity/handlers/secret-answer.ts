import * as z from 'zod';
import { present } from '../../kernel/assert.ts';
import type { Call, Reply } from '../../kernel/call.ts';
import type { Operation } from '../../kernel/operation.ts';
import { RECEIPT_FORMAT, type Receipt, receiptId, replay } from '../../kernel/receipt.ts';
import type { ClientView } from '../model/client.ts';
import { hiddenAnswer, revealedAnswer, secretMessage, secretText } from '../model/client-secret.ts';
import { assertGrantable } from '../model/grantable.ts';
import type { Outcome } from '../store/cancellation.ts';
import type { IdentityDeps } from './deps.ts';
import { refused } from './refused.ts';

/** What the stories need to know of a call that takes a key. */
export type Keyed = Pick<Call<Operation>, 'operation' | 'caller' | 'key' | 'fingerprint' | 'requestId'>;

const keyOf = (call: Keyed): string => present(call.key, 'the pipeline lets no call without its key through');

/** The secret that belongs to one request, now and at each replay. */
export const secretOf = async (deps: Pick<IdentityDeps, 'keys' | 'secretKeyId'>, call: Keyed): Promise<string> => {
  const message = secretMessage(call.caller.tenant, call.operation.operationId, keyOf(call));
  return secretText(await deps.keys.mac(deps.secretKeyId, message));
};

/** What is remembered of a request: its answer less the secret. */
export const receiptOf = (deps: IdentityDeps, call: Keyed, status: number, view: ClientView): Receipt => {
  const operation = call.operation.operationId;
  return {
    id: receiptId(call.caller.tenant, operation, keyOf(call)),
    operation,
    key: keyOf(call),
    fingerprint: call.fingerprint,
    status,
    body: hiddenAnswer(view),
    at: deps.clock.now(),
    actor: call.caller.clientId,
    requestId: call.requestId,
    codeVersion: deps.codeVersion,
    format: RECEIPT_FORMAT,
  };
};

/** An answer with a secret is nobody's to cache. */
const SECRET = { 'cache-control': 'no-store' };

const kept = z.object({ scopes: z.array(z.string()) });

/**
 * The answer that this key already has, byte for byte, secret included; undefined for a new key. Whoever asks again must hold
 * the scopes that the secret opens, as whoever asked first.
 */
export const earlierAnswer = async (deps: IdentityDeps, call: Keyed): Promise<Reply | undefined> => {
  const { tenant } = call.caller;
  const receipt = await deps.findReceipt(tenant, receiptId(tenant, call.operation.operationId, keyOf(call)));
  if (receipt === undefined) return undefined;
  const answer = replay(receipt, call.fingerprint);
  assertGrantable(call.caller, kept.parse(JSON.parse(receipt.body)).scopes);
  return {
    ...answer,
    body: revealedAnswer(receipt.body, await secretOf(deps, call)),
    headers: { ...answer.headers, ...SECRET },
  };
};

/** The first answer, from the receipt that was just written. */
export const firstAnswer = (receipt: Receipt, secret: string): Reply => ({
  status: receipt.status,
  body: revealedAnswer(receipt.body, secret),
  headers: SECRET,
});

/** What the client hears of a transaction: the first answer once it is written, or what won against it. */
export const answerTo = async (deps: IdentityDeps, call: Keyed, outcome: Outcome, first: Reply): Promise<Reply> => {
  if (outcome === 'done') return first;
  if (outcome === 'receipt') return present(await earlierAnswer(deps, call), 'a key that is taken has its receipt');
  throw refused(outcome);
};
