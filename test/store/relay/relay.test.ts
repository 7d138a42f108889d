import { beforeEach, describe, expect, test } from '@jest/globals';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Side } from '../../../functions/ledger/model/entry.ts';
import { relayRecords } from '../../../functions/ledger/store/relay/relay.ts';
import { type Fault, Killed } from '../../support/faults.ts';
import { clientOf, onEachEngine } from '../../support/on-each-engine.ts';
import { belowFrom } from '../../support/random.ts';
import { expectBalances, expectHistory, expectHonest } from './checks.ts';
import { unstreamedTable } from './fresh-table.ts';
import { LedgerStream, type Move, START, transfer } from './ledger-stream.ts';
import { type Rig, rig } from './rig.ts';
import { committedIn, receiptsIn } from './told-receipts.ts';

await onEachEngine((engine) => {
  const client = clientOf(engine);
  let table = '';
  let tables = 0;

  const freshTable = async (): Promise<void> => {
    tables += 1;
    table = `relay-${tables}`;
    await unstreamedTable(client, table);
  };
  beforeEach(freshTable);

  const ACCOUNTS = ['alice', 'bob', 'carol'];
  const SYSTEM = ['@world', '@fees'];

  /** A busy, untidy afternoon: packs, holds, back-dating, clocks that disagree, refusals and system accounts. */
  const busyBank = (seed: number, steps: number): LedgerStream => {
    const below = belowFrom(seed);
    const bank = new LedgerStream('acme');
    for (const id of ACCOUNTS) bank.open(id, id === 'carol' ? 'debit' : 'credit');
    const everyone = [...ACCOUNTS, ...SYSTEM];
    let now = START;
    const move = (): Move => {
      now += below(400);
      const from = everyone[below(everyone.length)] ?? '';
      const to = everyone.filter((id) => id !== from)[below(everyone.length - 1)] ?? '';
      const at = now + (below(4) === 0 ? below(600_000) - 300_000 : 0);
      const effectiveAt = below(5) === 0 ? Math.max(0, at - below(3) * below(90_000_000)) : undefined;
      return { legs: transfer(from, to, BigInt(1 + below(1_000))), at, effectiveAt };
    };
    for (let step = 0; step < steps; step += 1) {
      const kind = below(10);
      if (kind === 0) bank.refuse();
      else if (kind === 1) bank.commit(Array.from({ length: 1 + below(20) }, move));
      else if (kind === 2) {
        const hold = { ...move(), pending: true };
        const [id = ''] = bank.commit([hold]);
        now += 1_000;
        bank.resolve(id, hold, (['posted', 'voided', 'expired'] as const)[below(3)] ?? 'voided', now);
      } else bank.commit([move()]);
    }
    return bank;
  };

  const normalOf = (id: string): Side => (id === 'carol' ? 'debit' : 'credit');

  const expectAll = async (one: Rig, bank: LedgerStream): Promise<void> => {
    for (const id of [...ACCOUNTS, ...SYSTEM]) {
      const lines = bank.lines.get(id) ?? [];
      const normal = normalOf(id);
      await expectHistory(one.store, 'acme', id, lines, normal);
      const times = [0, 3, 7, 11].map((pick) => (lines[pick % lines.length]?.at ?? START) - (pick % 3));
      await expectBalances(one.store, 'acme', id, lines, times, normal);
    }
  };

  /** Each receipt and each account, told at least once, with the same id each time. */
  const expectTold = (told: Rig['told'], bank: LedgerStream): void => {
    const ids = new Map<string, Set<string>>();
    for (const { detailType, detail } of told) {
      const subject = `${detailType} ${detail.data.transaction?.id ?? detail.data.account?.id}`;
      if (detailType !== 'ledger.EntriesAppended' && detailType !== 'ledger.ReceiptsCommitted') {
        ids.set(subject, (ids.get(subject) ?? new Set()).add(detail.eventId));
      }
    }
    const expected = new Set(
      bank.records.flatMap(({ eventName, dynamodb }) => {
        const image = dynamodb?.NewImage;
        const [tenantless = ''] = [image?.pk?.S?.split('#').slice(2).join('#')];
        if (image?.sk?.S === 'A') return eventName === 'INSERT' ? [`ledger.AccountOpened ${tenantless}`] : [];
        if (image?.sc?.N === '422') return [];
        const body = JSON.parse(image?.b?.S ?? '{}');
        const name =
          image?.sk?.S === 'R' ? 'HoldReleased' : body.state === 'pending' ? 'HoldPlaced' : 'TransactionPosted';
        return [`ledger.${name} ${body.id}`];
      }),
    );
    expect([...ids.keys()].toSorted()).toEqual([...expected].toSorted());
    expect(committedIn(told)).toEqual(receiptsIn(bank));
    for (const [subject, seen] of ids) expect([subject, seen.size]).toEqual([subject, 1]);
  };

  const batches = (records: readonly DynamoDBRecord[], below: (n: number) => number): DynamoDBRecord[][] => {
    const cut: DynamoDBRecord[][] = [];
    for (let from = 0; from < records.length; ) {
      const size = 1 + below(40);
      cut.push(records.slice(from, from + size));
      from += size;
    }
    return cut;
  };

  /** The stream mapping's part: a batch that dies comes again, in a fresh environment, from its start. */
  const deliver = async (batch: DynamoDBRecord[], fault: Fault, told: Rig['told']): Promise<number> => {
    let deaths = 0;
    for (let tries = 0; tries < 50; tries += 1) {
      const one = rig(client, table, fault);
      try {
        const { failed } = await relayRecords(one.relay, batch);
        told.push(...one.told);
        if (failed.length === 0) return deaths;
      } catch (error) {
        told.push(...one.told);
        if (!(error instanceof Killed)) throw error;
      }
      deaths += 1;
    }
    throw new Error('a batch never came through');
  };

  describe('the relay', () => {
    test('leaves a history without gap or duplicate, exact balances for any time, and every change told', async () => {
      const one = rig(client, table);
      const bank = busyBank(1, 120);
      const below = belowFrom(2);
      for (const batch of batches(bank.records, below)) {
        expect(await relayRecords(one.relay, batch)).toMatchObject({ failed: [], poison: undefined });
      }
      await expectAll(one, bank);
      expectTold(one.told, bank);
    });

    test('tells every entry of every account in EntriesAppended', async () => {
      const one = rig(client, table);
      const bank = busyBank(3, 60);
      await relayRecords(one.relay, bank.records);
      const told = one.told.filter(({ detailType }) => detailType === 'ledger.EntriesAppended');
      const seen = told.flatMap(({ detail }) => detail.data.entries).map((e) => `${e.account} ${e.version}`);
      const known = [...bank.lines].flatMap(([id, lines]) => lines.map((_, index) => `${id} ${index + 1}`));
      expect(seen.toSorted()).toEqual(known.toSorted());
    });

    test('killed before or after any of its calls, it ends with exact counts', async () => {
      let deaths = 0;
      for (let seed = 10; seed < 16; seed += 1) {
        const bank = busyBank(seed, 25);
        const below = belowFrom(seed);
        await freshTable();
        const told: Rig['told'] = [];
        const fault: Fault = () => (below(10) === 0 ? (below(2) === 0 ? 'before' : 'after') : undefined);
        for (const batch of batches(bank.records, below)) deaths += await deliver(batch, fault, told);
        await expectAll(rig(client, table), bank);
        expectTold(told, bank);
      }
      expect(deaths).toBeGreaterThan(40);
    });

    test('killed at each call of one batch in turn, it answers exactly or not at all, and comes to the same', async () => {
      const bank = busyBank(20, 20);
      const whole = rig(client, table);
      await relayRecords(whole.relay, bank.records);
      let exact = 0;
      for (let at = 1; at <= whole.calls(); at += 1) {
        for (const kind of ['before', 'after'] as const) {
          await freshTable();
          const dying = rig(client, table, (call) => (call === at ? kind : undefined));
          await relayRecords(dying.relay, bank.records).catch((error) => expect(error).toBeInstanceOf(Killed));
          const one = rig(client, table);
          for (const id of [...ACCOUNTS, ...SYSTEM])
            exact += await expectHonest(one.store, 'acme', id, bank.lines.get(id) ?? [], normalOf(id));
          await deliver(bank.records, () => undefined, []);
          for (const id of [...ACCOUNTS, ...SYSTEM]) {
            await expectHistory(one.store, 'acme', id, bank.lines.get(id) ?? [], normalOf(id));
          }
        }
      }
      expect(exact).toBeGreaterThan(0);
    }, 120_000);

    test('never answers for a time while a back-dated entry before the newest one is not counted', async () => {
      const bank = new LedgerStream('acme');
      bank.open('alice');
      for (let i = 0; i < 4; i += 1) {
        const effectiveAt = i === 1 ? START - 100_000 : undefined;
        bank.commit([{ legs: transfer('@world', 'alice', 10n), at: START + i * 1_000, effectiveAt }]);
      }
      const lines = bank.lines.get('alice') ?? [];
      const answered: number[] = [];
      await freshTable();
      const whole = rig(client, table);
      await relayRecords(whole.relay, bank.records);
      // One more than there are calls: the last run dies at none of them.
      for (let at = 1; at <= whole.calls() + 1; at += 1) {
        await freshTable();
        const dying = rig(client, table, (call) => (call === at ? 'before' : undefined));
        await relayRecords(dying.relay, bank.records).catch((error) => expect(error).toBeInstanceOf(Killed));
        answered.push(await expectHonest(rig(client, table).store, 'acme', 'alice', lines, 'credit'));
      }
      expect(new Set(answered)).toEqual(new Set([0, 2]));
    });

    test('two relays at once, and overlapping batches redelivered out of step, count nothing twice', async () => {
      const bank = busyBank(30, 80);
      const [one, two] = [rig(client, table), rig(client, table)];
      const { records } = bank;
      for (let from = 0; from < records.length; from += 20) {
        const [mine, again] = [records.slice(from, from + 25), records.slice(Math.max(0, from - 15), from + 22)];
        await Promise.all([relayRecords(one.relay, mine), relayRecords(two.relay, again)]);
      }
      await relayRecords(two.relay, records.slice(0, 60));
      await expectAll(one, bank);
    });

    test('shards that each carry some of the receipts fold system accounts exactly once', async () => {
      const bank = busyBank(40, 150);
      const receipts = bank.records.filter(({ dynamodb }) => dynamodb?.NewImage?.sk?.S !== 'A');
      const lanes = [0, 1, 2, 3].map((lane) => receipts.filter((_, index) => index % 4 === lane));
      const rigs = lanes.map(() => rig(client, table));
      const delivered = lanes.map(async (lane, index) => {
        const { relay } = rigs[index] as Rig;
        for (let from = 0; from < lane.length; from += 7) await relayRecords(relay, lane.slice(from, from + 9));
      });
      await Promise.all(delivered);
      for (const id of SYSTEM) {
        const lines = bank.lines.get(id) ?? [];
        await expectHistory((rigs[0] as Rig).store, 'acme', id, lines);
        await expectBalances(
          (rigs[0] as Rig).store,
          'acme',
          id,
          lines,
          lines.slice(0, 20).map(({ at }) => at),
        );
      }
    });

    test('a record that contradicts itself stops the batch there and is named; what was before it is done', async () => {
      const bank = busyBank(50, 30);
      const at = bank.records.findIndex(({ eventName }, index) => index > 20 && eventName === 'MODIFY');
      const broken = structuredClone(bank.records);
      const image = broken[at]?.dynamodb?.NewImage;
      if (image?.ls !== undefined) image.ls = { S: '[]' };
      const one = rig(client, table);
      const { failed, poison } = await relayRecords(one.relay, broken);
      expect([failed, poison?.index, String(poison?.error)]).toEqual([
        [at],
        at,
        expect.stringContaining('counts its lines'),
      ]);
      const reached = new Set(one.told.map(({ detail }) => detail.data.transaction?.id));
      expect(reached.size).toBeGreaterThan(5);
    });

    test('goes on past a hole without linking over it, and links all once the hole is filled and the rest comes again', async () => {
      const bank = new LedgerStream('acme');
      bank.open('alice');
      for (let i = 0; i < 6; i += 1) {
        const effectiveAt = i % 2 === 0 ? START - 86_400_000 : undefined;
        bank.commit([{ legs: transfer('@world', 'alice', 10n), at: START + i * 1_000, effectiveAt }]);
      }
      const alice = bank.records.filter(({ dynamodb }) => dynamodb?.NewImage?.sk?.S === 'A');
      const one = rig(client, table);
      await relayRecords(one.relay, alice.slice(0, 3));
      await relayRecords(one.relay, alice.slice(4));
      const fresh = rig(client, table);
      await relayRecords(fresh.relay, alice.slice(3));
      const lines = bank.lines.get('alice') ?? [];
      await expectHistory(fresh.store, 'acme', 'alice', lines);
      await expectBalances(
        fresh.store,
        'acme',
        'alice',
        lines,
        lines.map(({ at }) => at),
      );
    });

    test('a stored refusal has no effect, and nothing of it is told but its digest', async () => {
      const bank = new LedgerStream('acme');
      bank.refuse();
      const one = rig(client, table);
      expect(await relayRecords(one.relay, bank.records)).toMatchObject({ failed: [] });
      expect(one.told.map(({ detailType }) => detailType)).toEqual(['ledger.ReceiptsCommitted']);
      expect(one.calls()).toBe(1);
    });
  });
});
