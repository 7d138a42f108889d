import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Reply } from '../../../kernel/core/call.ts';
import { type Commit, exactlyOnce, findReceipt } from '../../../kernel/idempotency/exactly-once.ts';
import { idempotentRequest, type KeyedCall, receiptIdOf } from '../../../kernel/idempotency/idempotent-request.ts';
import { isAnothersAnswer, isReplay } from '../../../kernel/idempotency/receipt.ts';
import { hiddenAnswer, revealedAnswer } from '../../../kernel/values/secret.ts';
import { type Client, clientView } from '../../model/client.ts';
import { clientSecretMessage, clientSecretText } from '../../model/client-secret.ts';
import { assertGrantable } from '../../model/grantable.ts';
import { hasRotatedItself } from '../../model/standing.ts';
import { provedOut, provingInForce } from '../../store/commit/client-changes.ts';
import { findClient } from '../../store/queries/clients.ts';
import { RECEIPTS } from '../../store/table/keys.ts';
import type { IdentityDeps } from '../deps.ts';
import { assertInForce } from './in-force.ts';
import { outOfForce } from './refused.ts';

/** The secret that belongs to one request, now and at each replay. */
const secretOf = async (deps: Pick<IdentityDeps, 'keys' | 'secretKeyId'>, call: KeyedCall): Promise<string> => {
  const { tenant, operation, key } = idempotentRequest(call);
  return clientSecretText(await deps.keys.mac(deps.secretKeyId, clientSecretMessage(tenant, operation, key)));
};

/** A client as it will be, and what makes it so. */
export interface Change {
  readonly status: 200 | 201;
  readonly client: Client;
  readonly actions: readonly TransactWriteItem[];
}

/** The change by an actor that is in force. One that meets another change is planned anew; the answer hides its secret. */
const change = async (
  deps: IdentityDeps,
  { caller }: KeyedCall,
  { status, client, actions }: Change,
  commit: Commit,
): Promise<Reply | undefined> => {
  const { reply, conflicts } = await commit({
    status,
    body: hiddenAnswer(clientView(deps.scopes, client)),
    at: deps.clock.now(),
    actions: [...actions, ...provingInForce(deps.table, caller, client)],
  });
  const proof = conflicts?.has(actions.length) === true;
  const standing = proof ? provedOut(caller, conflicts?.get(actions.length)) : 'in-force';
  if (standing !== 'in-force') throw outOfForce(standing);
  return reply;
};

/** An answer with a secret is nobody's to cache. */
const SECRET = { 'cache-control': 'no-store' };

const kept = z.object({ id: z.string(), scopes: z.array(z.string()) });

/** Whoever asks again must be in force still, or be the token whose client rotated itself by that very request. */
const assertMayAskAgain = async (deps: IdentityDeps, { caller }: KeyedCall, changed: string): Promise<void> => {
  const client = await findClient(deps, caller.clientId);
  if (client !== undefined && hasRotatedItself(caller, client, changed)) return;
  assertInForce(caller, client);
};

/**
 * Makes a change of a client once for its key, and puts the secret of the call into its answer. Each replay has the same bytes.
 * What is kept has an empty place for it. Another client of the tenant that sends the same request gets the answer with that place
 * empty: a secret is shown to who asked for it alone. Whoever asks again must hold the scopes that the secret opens, as whoever
 * asked first.
 */
export const answerWithSecret = async (
  deps: IdentityDeps,
  call: KeyedCall,
  plan: (secret: string) => Promise<Change>,
): Promise<Reply> => {
  const secret = await secretOf(deps, call);
  const reply = await exactlyOnce(deps, RECEIPTS, idempotentRequest(call), async (commit) =>
    change(deps, call, await plan(secret), commit),
  );
  if (reply.status >= 400) return reply;
  const body = String(reply.body);
  const { id, scopes } = kept.parse(JSON.parse(body));
  const headers = { ...reply.headers, ...SECRET };
  if (isReplay(reply)) await assertMayAskAgain(deps, call, id);
  const { tenant, clientId } = call.caller;
  const receipt = () => findReceipt(deps, RECEIPTS.form, RECEIPTS.keyOf(tenant, receiptIdOf(idempotentRequest(call))));
  if (await isAnothersAnswer(reply, clientId, receipt)) return { ...reply, headers };
  assertGrantable(call.caller, scopes);
  return { ...reply, body: revealedAnswer(body, secret), headers };
};
