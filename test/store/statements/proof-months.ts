import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { present } from '../../../functions/kernel/core/assert.ts';
import { addDays, civilDate, parseCivilDate } from '../../../functions/kernel/values/civil-date.ts';
import { breaksView, reconciliationView } from '../../../functions/statements/model/bank/reconciled.ts';
import { findings } from '../../../functions/statements/store/commit/findings.ts';
import { findBankAccount } from '../../../functions/statements/store/queries/bank-reads.ts';
import { type Below, belowFrom } from '../../support/random.ts';
import { camt, detail, entry, statement } from '../../unit/kernel/formats/camt-files.ts';
import { breakKit } from './break-kit.ts';

const FIRST = civilDate(2026, 3, 1);
const TODAY = civilDate(2026, 12, 1);
/** Longer than anything stays open, so that days are forgotten. */
const DAYS = 80;

interface Line {
  readonly amount: number;
  readonly reference: string | undefined;
}

const dayAt = (day: number) => addDays(FIRST, day);
const balance = (type: string, minor: number, on: string): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${(Math.abs(minor) / 100).toFixed(2)}</Amt>` +
  `<CdtDbtInd>${minor < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`;

const entryOf = (day: number, { amount, reference }: Line): string => {
  const refs = reference === undefined ? '' : `<Refs><EndToEndId>${reference}</EndToEndId></Refs>`;
  return entry({
    ...{ amount: (Math.abs(amount) / 100).toFixed(2), direction: amount < 0 ? 'DBIT' : 'CRDT' },
    dates: `<BookgDt><Dt>${dayAt(day)}</Dt></BookgDt>`,
    details: `<NtryDtls>${detail(refs)}</NtryDtls>`,
  });
};

/** What a bank says of some days: its statements follow each other, or overlap; some are notifications, and each may be corrected. */
class Bank {
  readonly lines: readonly (readonly Line[])[];
  readonly #below: Below;

  constructor(below: Below) {
    this.#below = below;
    this.lines = Array.from({ length: DAYS }, (_, day) =>
      Array.from({ length: below(4) === 0 ? 1 + below(3) : 0 }, (_, at) => ({
        amount: (1 + below(6)) * 100 * (below(3) === 0 ? -1 : 1),
        reference: below(4) === 0 ? undefined : `REF2026${String(day).padStart(3, '0')}${at}`,
      })),
    );
  }

  openingAt(day: number): number {
    return this.lines
      .slice(0, day)
      .flat()
      .reduce((sum, { amount }) => sum + amount, 1_000_000);
  }

  file(from: number, to: number, made: number, without = 0): string {
    const some = this.lines.slice(from, to + 1);
    const entries = some.flatMap((lines, at) => lines.map((line) => entryOf(from + at, line))).slice(without);
    const head =
      balance('OPBD', this.openingAt(from), dayAt(from)) + balance('CLBD', this.openingAt(to + 1), dayAt(to));
    return camt([statement(entries.join(''), head, `S-${from}-${to}`)]).replace(
      '<CreDtTm>2026-11-30T10:00:00+01:00',
      `<CreDtTm>2026-11-30T10:00:00.${String(made).padStart(3, '0')}+01:00`,
    );
  }

  notification(day: number): string {
    const entries = (this.lines[day] ?? []).map((line) => entryOf(day, line)).join('');
    return camt([statement(entries, '', `N-${day}`)], 'camt.054');
  }

  /** Days that follow each other in ones, twos and threes; now and then the next begins before the last has ended. */
  spans(): readonly (readonly [number, number])[] {
    const found: [number, number][] = [];
    for (let from = 0; from < DAYS; ) {
      const to = Math.min(DAYS - 1, from + this.#below(5));
      found.push([from, to]);
      from = this.#below(5) === 0 && to > from ? to : to + 1;
    }
    return found;
  }
}

/** A table that has lost its points, and keeps none. */
const forgetful = (client: DynamoDBClient) => ({
  send: (command: unknown) => {
    const isPoints = (text: unknown) => String(text).includes('.points');
    if (command instanceof QueryCommand && isPoints(command.input.ExpressionAttributeValues?.[':pk']?.S))
      return Promise.resolve({ Items: [] });
    if (command instanceof BatchWriteItemCommand && isPoints(JSON.stringify(command.input.RequestItems)))
      return Promise.resolve({});
    return client.send(command as never);
  },
});

/** A month of a bank, its ledger and the persons between, of which any step may come at any time. */
export const proofMonths = async (client: DynamoDBClient, seed: number) => {
  const below = belowFrom(seed);
  const kit = await breakKit(client, { approvalFrom: '1000000000' });
  const { world, books, id } = kit;
  const bank = new Bank(below);
  const waiting = [...bank.spans()];
  const taken: (readonly [number, number])[] = [];
  const accounts = await findBankAccount(world.deps, 'acme', id);
  const account = present(accounts, 'the account was made');
  let made = 0;
  const next = (): number => {
    made += 1;
    return made;
  };
  let gone = 0;
  const counting = {
    ...world.deps,
    dynamo: {
      send: async (command: unknown) => {
        const answer = (await client.send(command as never)) as { readonly Count?: number };
        const pk = command instanceof QueryCommand ? command.input.ExpressionAttributeValues?.[':pk']?.S : '';
        if (pk?.includes('.points.') && (answer.Count ?? 0) > 0) gone += 1;
        return answer;
      },
    } as never,
  };
  const found = async (store: typeof world.deps, at: number | undefined, stepLines: number) => {
    const asked = { requestId: 'r', deadline: Number.MAX_SAFE_INTEGER };
    const day = at === undefined ? undefined : dayAt(at);
    try {
      const one = await findings(store, account, day, asked, { stepLines });
      return JSON.stringify([reconciliationView(one), breaksView(one, 'all', TODAY)], undefined, 1);
    } catch (error) {
      return String(error);
    }
  };
  const take = async (from: number, to: number, text: string) => {
    await world.take(id, text);
    taken.push([from, to]);
  };
  const steps: readonly (() => Promise<unknown>)[] = [
    async () => {
      const late = below(6) === 0 ? below(waiting.length) : 0;
      const [span] = waiting.splice(late, 1);
      if (span === undefined) return;
      await take(...span, bank.file(...span, next(), below(12) === 0 ? 1 : 0));
    },
    async () => {
      const [span] = below(3) === 0 ? [taken[below(taken.length)]] : [];
      if (span !== undefined) await world.take(id, bank.file(...span, next()));
    },
    async () => world.take(id, bank.notification(below(DAYS))),
    async () => {
      const newest = taken.at(-1)?.[1] ?? 0;
      const day = below(8) === 0 ? below(DAYS) : Math.max(0, newest - below(8));
      const lines = bank.lines[day] ?? [];
      const line = lines[below(Math.max(1, lines.length))];
      const lag = below(3) === 0 ? below(14) - 7 : 0;
      const early = below(25) === 0 ? -200 : 0;
      books.add(
        (line?.amount ?? 700) + (below(9) === 0 ? 5 : 0),
        dayAt(day + lag + early),
        below(5) === 0 ? undefined : line?.reference,
      );
    },
    async () => {
      const { data = [] } = await kit.breaks();
      const one = data[below(Math.max(1, data.length))];
      if (one === undefined) return;
      const other = data.find(
        ({ bank: line, ledger }: { bank: { amount: string } | null; ledger: { amount: string } | null }) =>
          one.bank !== null && line === null && ledger?.amount === one.bank.amount,
      );
      const how = below(3);
      if (how === 0) await kit.resolve(one.id, { how: 'accept', reason: 'x' });
      else if (how === 1 && one.difference !== '0') await kit.resolve(one.id, { how: 'book', against: '@fees' });
      else if (other !== undefined) await kit.resolve(one.id, { how: 'match', with: [other.ledger.id] });
    },
    async () => {
      const { data = [] } = await kit.breaks('all');
      const active = data.filter(
        ({ resolution }: { resolution: { state: string } | null }) => resolution?.state === 'active',
      );
      const one = active[below(Math.max(1, active.length))];
      if (one !== undefined) await kit.undo(one.id);
    },
    async () => kit.found(),
  ];
  const WEIGHTS = [0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 3, 4, 5, 6, 6];
  return {
    step: () => steps[WEIGHTS[below(WEIGHTS.length)] ?? 0]?.(),
    below,
    found,
    stores: { with: counting, without: { ...world.deps, dynamo: forgetful(client) as never } },
    /** How often a point was gone on from, or tried. */
    read: () => gone,
    day: (text: string) => present(parseCivilDate(text), 'a day'),
  };
};
