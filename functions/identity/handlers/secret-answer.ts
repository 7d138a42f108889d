import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { askOf, type Keyed } from '../../kernel/ask.ts';
import type { Reply } from '../../kernel/call.ts';
import type { Effect } from '../../kernel/once.ts';
import { type Client, clientView } from '../model/client.ts';
import { hiddenAnswer, revealedAnswer, secretMessage, secretText } from '../model/client-secret.ts';
import { assertGrantable } from '../model/grantable.ts';
import { provingAlive } from '../store/client-changes.ts';
import { once } from '../store/once.ts';
import type { IdentityDeps } from './deps.ts';
import { clientDeleted } from './refused.ts';

/** The secret that belongs to one request, now and at each replay. */
const secretOf = async (deps: Pick<IdentityDeps, 'keys' | 'secretKeyId'>, call: Keyed): Promise<string> => {
  const { tenant, operation, key } = askOf(call);
  return secretText(await deps.keys.mac(deps.secretKeyId, secretMessage(tenant, operation, key)));
};

/** A client as it will be, and what makes it so. */
export interface Change {
  readonly status: 200 | 201;
  readonly client: Client;
  readonly actions: readonly TransactWriteItem[];
}

/** The change by an actor that is still there. One that meets another change is planned anew; the answer hides its secret. */
const effectOf = (deps: IdentityDeps, call: Keyed, { status, client, actions }: Change): Effect => ({
  status,
  body: hiddenAnswer(clientView(client)),
  at: deps.clock.now(),
  actions: [...actions, ...provingAlive(deps.table, call.caller.clientId, client)],
  refusal: (met) => (met.has(actions.length) ? clientDeleted() : undefined),
});

/** An answer with a secret is nobody's to cache. */
const SECRET = { 'cache-control': 'no-store' };

const kept = z.object({ scopes: z.array(z.string()) });

/**
 * Makes a change of a client once for its key, and puts the secret that belongs to the call into its answer, byte for byte the
 * same at each replay; what is kept has an empty place for it. Whoever asks again must hold the scopes that the secret opens,
 * as whoever asked first.
 */
export const answerWithSecret = async (
  deps: IdentityDeps,
  call: Keyed,
  plan: (secret: string) => Promise<Change>,
): Promise<Reply> => {
  const secret = await secretOf(deps, call);
  const reply = await once(deps, call, async () => effectOf(deps, call, await plan(secret)));
  if (reply.status >= 400) return reply;
  const body = String(reply.body);
  assertGrantable(call.caller, kept.parse(JSON.parse(body)).scopes);
  return { ...reply, body: revealedAnswer(body, secret), headers: { ...reply.headers, ...SECRET } };
};
