import { createClientRoute } from '../../../functions/identity/handlers/api/create-client.ts';
import { deleteClientRoute } from '../../../functions/identity/handlers/api/delete-client.ts';
import { issueTokenRoute } from '../../../functions/identity/handlers/api/issue-token.ts';
import { rotateClientRoute } from '../../../functions/identity/handlers/api/rotate-client.ts';
import type { Caller, Reply } from '../../../functions/kernel/core/call.ts';
import { Refusal } from '../../../functions/kernel/core/problem.ts';
import type { IdentityBench } from '../../support/identity-bench.ts';
import { createCall, deleteCall, rotateCall, tokenCall } from '../../support/identity-calls.ts';

export const READER = { name: 'Reader', scopes: ['ledger:read' as const] };

export const bodyOf = (reply: Reply) => JSON.parse(String(reply.body));

/** The slug of the problem that a call is refused with. */
export const slug = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run;
  } catch (cause) {
    if (cause instanceof Refusal) return cause.problem.slug;
    throw cause;
  }
  return 'not refused';
};

/** The calls of clients and tokens at the bench of a test, which is there when the first of them is made. */
export const clientCalls = (bench: () => IdentityBench) => {
  const create = (caller: Caller, key: string, body: Parameters<typeof createCall>[2] = READER) =>
    createClientRoute(bench().deps).handle(createCall(caller, key, body));
  return {
    create,
    rotate: (caller: Caller, key: string, id: string, body?: { overlapSeconds?: number }) =>
      rotateClientRoute(bench().deps).handle(rotateCall(caller, key, id, body)),
    remove: (caller: Caller, id: string) => deleteClientRoute(bench().deps).handle(deleteCall(caller, id)),
    made: async (caller: Caller, key: string, body = READER): Promise<{ id: string; secret: string }> =>
      bodyOf(await create(caller, key, body)),
    tokenStatus: async (id: string, secret: string): Promise<number> => {
      const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
      return (await issueTokenRoute(bench().deps).handle(tokenCall(form))).status;
    },
  };
};
