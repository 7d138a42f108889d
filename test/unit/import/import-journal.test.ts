import { describe, expect, test } from '@jest/globals';
import type { Api, ApiRequest } from '../../../bin/client/api.ts';
import { importJournal } from '../../../bin/import/import-journal.ts';
import { parseJsonLines } from '../../../bin/import/json-lines.ts';

const PLAIN = { retryRefused: false, progress: () => undefined };

/** An API that takes lines of at most 100 bytes of description, and keeps what it was sent. */
const api = () => {
  const asked: ApiRequest[] = [];
  const call = async (request: ApiRequest) => {
    asked.push(request);
    const headers = new Headers();
    if (request.path === '/v1/accounts') return { status: 201, body: {}, headers };
    const { transactions } = request.body as { readonly transactions: readonly { key: string; description: string }[] };
    if (JSON.stringify(request.body).length > 600) {
      return { status: 413, body: { type: '/problems/body-too-large', detail: 'Too large.' }, headers };
    }
    const results = transactions.map(({ key }) => ({ key, status: 201, transaction: { createdAt: '2999' } }));
    return { status: 200, body: { results }, headers };
  };
  return { asked, api: { call } as unknown as Api };
};

const line = (key: string, description: string): string => JSON.stringify({ transaction: { key, description } });

describe('a journal', () => {
  test('goes on after a line that is larger than a request', async () => {
    const { api: ledger } = api();
    const text = [line('1', 'small'), line('2', 'x'.repeat(700)), line('3', 'small')].join('\n');
    const { transactions, refusals } = await importJournal(ledger, parseJsonLines(text), PLAIN);
    expect(transactions).toEqual({ committed: 2, replayed: 0, refused: 1 });
    expect(refusals).toMatchObject([{ line: 2, what: '2', status: 413, problem: 'body-too-large' }]);
  });

  test('asks for accounts by keys that a header can carry, whatever their ids', async () => {
    const { api: ledger, asked } = api();
    const ids = ['plain', 'with space', '日本', 'x\ny', 'l'.repeat(500)];
    const text = ids.map((id) => JSON.stringify({ account: { id } })).join('\n');
    await importJournal(ledger, parseJsonLines(text), PLAIN);
    const keys = asked.map(({ key }) => key ?? '');
    expect(keys[0]).toBe('import:plain');
    for (const key of keys) expect(key).toMatch(/^[\x21-\x7e]{1,255}$/);
    expect(new Set(keys).size).toBe(ids.length);
  });
});
