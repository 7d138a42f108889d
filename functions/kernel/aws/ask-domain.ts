import { assert } from '../core/assert.ts';
import type { Caller } from '../core/call.ts';
import { readAnswer } from './domain-answer.ts';
import { domainCall, type Question } from './domain-call.ts';
import type { InvokeFunction } from './invoke-function.ts';

/** A question in the name of a tenant. */
export type DomainQuestion = Omit<Question, 'caller'> & { readonly tenant: string };

/** What another domain answers; throws where it does not. */
export type AskDomain = (question: DomainQuestion) => Promise<{ readonly status: number; readonly body: string }>;

/**
 * Another domain by its alias: whatever version of it takes the calls of clients takes these.
 *
 * @param client how the asking domain is called in the other's receipts
 */
export const askingDomain =
  (invoke: InvokeFunction, client: string, scopes: Caller['scopes']): AskDomain =>
  async ({ tenant, ...question }) => {
    const { text, version } = await invoke(domainCall({ ...question, caller: { tenant, clientId: client, scopes } }));
    const { status, body } = readAnswer(text, version);
    assert(status !== 401 && status !== 403, 'a domain lets its callers in');
    return { status, body };
  };
