import { beforeAll, describe, expect, test } from '@jest/globals';
import { ledgerEvents } from '../../functions/ledger/contract/events.ts';
import { statementsEvents } from '../../functions/statements/contract/events.ts';
import { readAppended } from '../../functions/statements/model/history/appended-entries.ts';
import { entryItem, readEntry } from '../../functions/statements/store/table/entry-item.ts';
import { base64, mt940Day } from '../support/bank-days.ts';
import { engineOfFile } from '../support/engine-of-file.ts';
import { fromTomorrow, type Item, keptReleases, keyOf, readGolden, scan } from './golden.ts';
import { resumedStatements, type StatementsGolden } from './record-statements.ts';

const VARIANTS = keptReleases().flatMap((release) => [
  { release, how: 'as it was', later: (item: Item) => item },
  { release, how: 'with attributes of a later release beside', later: fromTomorrow },
]);

const APPENDED = ledgerEvents.EntriesAppended.detailType;
interface LedgerGolden {
  readonly events: readonly { readonly detailType: string; readonly detail: object }[];
}

const client = engineOfFile();

describe.each(VARIANTS)('what release $release of statements left behind of banks, $how,', ({ release, later }) => {
  const golden = readGolden<StatementsGolden>(release, 'statements');
  let resumed: Awaited<ReturnType<typeof resumedStatements>>;
  beforeAll(async () => {
    resumed = await resumedStatements(client(), golden, later);
  });
  const bankAccount = JSON.parse(golden.writes[0]?.text ?? '{}').id as string;

  test('is answered as it was: every keyed answer byte for byte, and nothing is written again', async () => {
    for (const { operation, sent, status, text } of golden.writes) {
      const again = await answerOf(operation, sent);
      // A refusal names the request that it answers.
      expect([sent.key, again.status, again.status < 400 ? again.text : text]).toEqual([sent.key, status, text]);
    }
    // Points are a cache of what is there: whoever looks makes them.
    const keys = (await scan(client(), resumed.world.table)).map(keyOf).filter((key) => !key.includes('.points'));
    expect(keys).toEqual(golden.items.map(keyOf).filter((key) => !key.includes('.points')));
  });

  test('is read as it was: accounts, files and their bytes, breaks with what became of them, the proof of each day', async () => {
    for (const { operation, sent, status, text } of golden.reads) {
      const seen = await answerOf(operation, sent);
      expect([operation, seen.status]).toEqual([operation, status]);
      expect(JSON.parse(seen.text)).toMatchObject(JSON.parse(text));
    }
  });

  test('told events in contracts that still hold', () => {
    expect(golden.events.length).toBeGreaterThan(5);
    const contracts = Object.values(statementsEvents);
    for (const { type, data } of golden.events) {
      const contract = contracts.find(({ detailType }) => detailType === type);
      expect([type, contract?.data.safeParse(data).success]).toEqual([type, true]);
    }
  });

  test('goes on: what was proposed is approved, another day is taken and proved', async () => {
    const breaks = async (state: string) =>
      JSON.parse((await answerOf('listBreaks', { params: { bankAccount }, query: { state } })).text).data;
    const proposed = (await breaks('all')).find(({ difference }: { difference: string }) => difference === '-31');
    const approved = await answerOf('approveBreakResolution', { params: { id: proposed.id }, clientId: 'cli_other' });
    expect([approved.status, resumed.books.keys.size]).toEqual([200, golden.books.keys.length + 1]);
    resumed.books.add(60, '2026-11-04', 'A3');
    const content = base64(mt940Day('2026-11-04', 1081, [{ amount: 60, reference: 'A3' }]));
    expect((await answerOf('takeBankStatement', { params: { id: bankAccount }, body: { content } })).status).toBe(201);
    const proof = JSON.parse((await answerOf('getReconciliation', { params: { bankAccount } })).text);
    expect(proof).toMatchObject({ proved: true, complete: true });
    expect((await breaks('open')).map(({ difference }: { difference: string }) => difference)).toEqual(['7']);
  });

  test('of histories is what the present release writes: entries of both, and the ledger’s events of then, make one history', () => {
    const kept = golden.items.filter(
      ({ pk, sk }) => pk?.S?.includes('#H#') === true && sk?.S?.startsWith('E#') === true,
    );
    expect(kept.length).toBeGreaterThan(0);
    for (const item of kept) {
      const [tenant = '', , account = '', currency = ''] = item.pk?.S?.split('#') ?? [];
      expect(entryItem({ tenant, account, currency }, readEntry(later(item)))).toEqual(item);
    }
    const events = readGolden<LedgerGolden>(release, 'ledger').events.filter(
      ({ detailType }) => detailType === APPENDED,
    );
    expect(events.length).toBeGreaterThan(0);
    const versions = new Map<string, number[]>();
    for (const { detail } of events)
      for (const told of readAppended(JSON.stringify({ detail: { ...detail, tomorrow: 'unknown' } }))) {
        const item = entryItem(told, told.entry);
        expect(readEntry(later(item))).toEqual(told.entry);
        versions.set(String(item.pk?.S), [...(versions.get(String(item.pk?.S)) ?? []), told.entry.version]);
      }
    // A history that statements have kept through both releases has no gap in what the earlier one's ledger told.
    for (const [name, told] of versions) {
      const sorted = [...new Set(told)].toSorted((a, b) => a - b);
      expect([name, sorted]).toEqual([name, sorted.map((_, index) => index + 1)]);
    }
  });

  const answerOf = async (operation: string, sent: Parameters<typeof resumed.ask>[1]) => {
    const { status, text } = await resumed.ask(operation, sent);
    return { status, text };
  };
});
