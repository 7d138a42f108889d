import type { Books, CallLeaf, Difference, Entry, FeedEvent, PublicLog, Receipt } from '../../bin/audit/books.ts';

/** A change that somebody made, and what the audit has to name. */
export interface Planting extends Pick<Difference, 'where' | 'name'> {
  readonly what: string;
  readonly changed: Books;
}

type Plant = (books: Books, at: number) => Omit<Planting, 'what'>;

const earlier = (time: string): string => new Date(Date.parse(time) - 86_400_000).toISOString();
const pick = <T>(all: readonly T[], at: number): T => all[at % all.length] as T;
const replaced = <T>(all: readonly T[], at: number, by: readonly T[]): readonly T[] =>
  all.toSpliced(at % all.length, 1, ...by);

const moving = (books: Books): readonly Receipt[] =>
  [...books.receipts.values()].filter(({ id, status }) => id.startsWith('txn_') && status === 201);

const withReceipts = (books: Books, changes: readonly (readonly [string, Receipt | undefined])[]): Books => {
  const receipts = new Map(books.receipts);
  for (const [id, receipt] of changes)
    if (receipt === undefined) receipts.delete(id);
    else receipts.set(id, receipt);
  return { ...books, receipts };
};

const onReceipt =
  (change: (receipt: Receipt) => Receipt | undefined): Plant =>
  (books, at) => {
    const receipt = pick([...books.receipts.values()], at);
    return { changed: withReceipts(books, [[receipt.id, change(receipt)]]), where: 'receipt', name: receipt.id };
  };

const longest = (books: Books) => books.histories.reduce((a, b) => (a.entries.length >= b.entries.length ? a : b));

const withEntries = (books: Books, change: (entries: readonly Entry[]) => readonly Entry[]): Books => {
  const of = longest(books);
  return {
    ...books,
    histories: books.histories.map((one) => (one === of ? { ...one, entries: change(one.entries) } : one)),
  };
};
const onEntry =
  (change: (entry: Entry) => readonly Entry[]): Plant =>
  (books, at) => {
    const { account } = longest(books);
    const changed = withEntries(books, (all) => replaced(all, at, change(pick(all, at))));
    // A removed one is named by its version, or, at the end, by its transaction.
    return { changed, where: 'entry', name: account };
  };

const onEvent =
  (change: (event: FeedEvent) => readonly FeedEvent[]): Plant =>
  (books, at) => {
    const own = books.events.filter(
      ({ type }) => type === 'ledger.TransactionPosted' || type.startsWith('ledger.Hold'),
    );
    const event = pick(own, at);
    const place = books.events.indexOf(event);
    return {
      changed: { ...books, events: replaced(books.events, place, change(event)) },
      where: 'event',
      name: event.id,
    };
  };

const onBalance =
  (member: 'posted' | 'pendingIn' | 'pendingOut'): Plant =>
  (books, at) => {
    const account = pick(books.accounts, at);
    const changed = { ...account, [member]: account[member] + 1n };
    const accounts = books.accounts.map((one) => (one === account ? changed : one));
    return { changed: { ...books, accounts }, where: 'balance', name: account.id };
  };

const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
  const copy = Buffer.from(bytes);
  copy[at % copy.length] = (copy[at % copy.length] ?? 0) ^ 1;
  return copy;
};

const PLANTS: readonly (readonly [string, Plant])[] = [
  ['an edited answer', onReceipt((one) => ({ ...one, answer: one.answer.replace(/"/, ' "') }))],
  ['another client in a receipt', onReceipt((one) => ({ ...one, client: 'cli_other' }))],
  ['another status of a receipt', onReceipt((one) => ({ ...one, status: one.status + 1 }))],
  ['a removed receipt', onReceipt(() => undefined)],
  ['a receipt dated back', onReceipt((one) => ({ ...one, at: earlier(one.at) }))],
  [
    'an inserted receipt',
    (books, at) => {
      const id = `txn_${String(at).padStart(26, '9')}`;
      return { changed: withReceipts(books, [[id, { ...pick(moving(books), at), id }]]), where: 'receipt', name: id };
    },
  ],
  [
    'two receipts swapped',
    (books, at) => {
      const [one, two] = [pick(moving(books), at), pick(moving(books), at + 1)];
      const changed = withReceipts(books, [
        [one.id, { ...two, id: one.id }],
        [two.id, { ...one, id: two.id }],
      ]);
      return { changed, where: 'receipt', name: one.id };
    },
  ],
  ['an edited amount of an entry', onEntry((one) => [{ ...one, amount: one.amount + 1n }])],
  ['an entry of another transaction', onEntry((one) => [{ ...one, transactionId: 'txn_other' }])],
  ['an entry dated back', onEntry((one) => [{ ...one, at: earlier(one.at), effectiveAt: earlier(one.effectiveAt) }])],
  ['a removed entry', onEntry(() => [])],
  ['an entry twice', onEntry((one) => [one, one])],
  [
    'two entries swapped',
    (books, at) => {
      const { account, entries } = longest(books);
      // Where two say the same of one account, nobody can tell which was first.
      const places = [...entries.keys()].filter((place) => {
        const [one, two] = [entries[place], entries[place + 1]];
        return two !== undefined && one?.transactionId !== two.transactionId && one?.amount !== two.amount;
      });
      const place = pick(places, at);
      const changed = withEntries(books, (all) => {
        const [one, two] = [all[place] as Entry, all[place + 1] as Entry];
        return all.toSpliced(place, 2, { ...two, version: one.version }, { ...one, version: two.version });
      });
      return { changed, where: 'entry', name: account };
    },
  ],
  ['an edited balance', onBalance('posted')],
  ['edited holds coming in', onBalance('pendingIn')],
  ['edited holds going out', onBalance('pendingOut')],
  ['an edited event', onEvent((one) => [{ ...one, data: { transaction: {} } }])],
  ['a removed event', onEvent(() => [])],
  ['an event twice', onEvent((one) => [one, one])],
  ['an event dated back', onEvent((one) => [{ ...one, timestamp: earlier(one.timestamp) }])],
  [
    'an inserted event',
    (books, at) => {
      const id = `evt_${String(at).padStart(26, '9')}`;
      const like = books.events.find(({ type }) => type === 'ledger.TransactionPosted') as FeedEvent;
      return { changed: { ...books, events: [...books.events, { ...like, id }] }, where: 'event', name: id };
    },
  ],
  [
    'an edited tile',
    (books, at) => {
      const [name = '', bytes = Buffer.of()] = pick([...books.log.tiles], at);
      const tiles = new Map(books.log.tiles).set(name, flipped(bytes, 7 * at));
      return { changed: { ...books, log: { ...books.log, tiles } }, where: 'tile', name };
    },
  ],
  [
    'a removed tile',
    (books, at) => {
      const [name = ''] = pick([...books.log.tiles], at);
      const tiles = new Map(books.log.tiles);
      tiles.delete(name);
      return { changed: { ...books, log: { ...books.log, tiles } }, where: 'tile', name };
    },
  ],
  [
    'an edited leaf',
    (books, at) => {
      const leaf = pick(books.leaves, at);
      const entry = books.log.entries[leaf.leafIndex];
      if (entry === undefined) throw new Error('a leaf has an entry');
      const entries = replaced(books.log.entries, leaf.leafIndex, [{ ...entry, digest: flipped(entry.digest, at) }]);
      return { changed: { ...books, log: { ...books.log, entries } }, where: 'receipt', name: leaf.receiptId };
    },
  ],
  [
    'two leaves swapped',
    (books, at) => {
      const { entries } = books.log;
      const place = at % (entries.length - 1);
      const swapped = entries.toSpliced(place, 2, entries[place + 1], entries[place]);
      return { changed: { ...books, log: { ...books.log, entries: swapped } }, where: 'leaf', name: String(place) };
    },
  ],
  [
    'two leaves swapped, and where their receipts are found',
    (books, at) => {
      const { entries, checkpoints } = books.log;
      const place = at % (entries.length - 1);
      const swapped = entries.toSpliced(place, 2, entries[place + 1], entries[place]);
      const other = (index: number) => (index === place ? place + 1 : index === place + 1 ? place : index);
      const leaves = books.leaves.map((leaf) => ({ ...leaf, leafIndex: other(leaf.leafIndex) }));
      const changed = { ...books, leaves, log: { ...books.log, entries: swapped } };
      return { changed, where: 'checkpoint', name: checkpoints[0]?.split('\n')[1] ?? '' };
    },
  ],
  [
    'a removed leaf',
    (books, at) => {
      const entries = replaced(books.log.entries, at, []);
      return { changed: { ...books, log: { ...books.log, entries } }, where: 'leaf', name: String(entries.length) };
    },
  ],
  [
    'a checkpoint of another size',
    (books) => {
      const [first = '', ...rest] = books.log.checkpoints;
      const checkpoints = [first.replace(/\n\d+\n/, '\n1\n'), ...rest];
      return { changed: { ...books, log: { ...books.log, checkpoints } }, where: 'checkpoint', name: '1' };
    },
  ],
];

const callsOf = (books: Books): readonly CallLeaf[] => {
  if (books.access === undefined) throw new Error('the books have calls');
  return books.access.calls.toSorted((a, b) => a.leafIndex - b.leafIndex);
};
const withCalls = (books: Books, calls: readonly CallLeaf[]): Books =>
  books.access === undefined ? books : { ...books, access: { ...books.access, calls } };

const onCall =
  (change: (call: CallLeaf['call']) => CallLeaf['call']): Plant =>
  (books, at) => {
    const calls = callsOf(books);
    const one = pick(calls, at);
    const changed = withCalls(books, replaced(calls, at, [{ ...one, call: change(one.call) }]));
    return { changed, where: 'call', name: one.call.requestId };
  };

const onAccessLog =
  (change: (log: PublicLog, at: number) => PublicLog, where: Difference['where'], name = ''): Plant =>
  (books, at) => {
    if (books.access === undefined) throw new Error('the books have calls');
    return { changed: { ...books, access: { ...books.access, log: change(books.access.log, at) } }, where, name };
  };

const CALL_PLANTS: readonly (readonly [string, Plant])[] = [
  ['another client in a call', onCall((call) => ({ ...call, clientId: 'cli_other' }))],
  ['another status of a call', onCall((call) => ({ ...call, status: 418 }))],
  ['another route of a call', onCall((call) => ({ ...call, route: 'GET /v1/other' }))],
  ['a call dated back', onCall((call) => ({ ...call, at: earlier(call.at) }))],
  ['a call of another tenant', onCall((call) => ({ ...call, tenant: 'other' }))],
  [
    'a removed call',
    (books, at) => {
      const calls = callsOf(books);
      // The newest may be missed by nobody: the one behind it shows the gap.
      const place = at % (calls.length - 1);
      const next = pick(calls, place + 1);
      return { changed: withCalls(books, replaced(calls, place, [])), where: 'call', name: next.call.requestId };
    },
  ],
  [
    'an inserted call',
    (books, at) => {
      const calls = callsOf(books);
      const one = pick(calls, at);
      const added = { ...one, call: { ...one.call, requestId: `added-${at}` } };
      return { changed: withCalls(books, [...calls, added]), where: 'call', name: `added-${at}` };
    },
  ],
  [
    'two calls swapped',
    (books, at) => {
      const calls = callsOf(books);
      const place = at % (calls.length - 1);
      const [one, two] = [pick(calls, place), pick(calls, place + 1)];
      const swapped = [
        { ...one, call: two.call },
        { ...two, call: one.call },
      ];
      return {
        changed: withCalls(books, calls.toSpliced(place, 2, ...swapped)),
        where: 'call',
        name: one.call.requestId,
      };
    },
  ],
  [
    'an edited entry of the access log',
    onAccessLog((log, at) => {
      const entry = pick(log.entries, at);
      if (entry === undefined) throw new Error('a leaf has an entry');
      return { ...log, entries: replaced(log.entries, at, [{ ...entry, digest: flipped(entry.digest, at) }]) };
    }, 'access-checkpoint'),
  ],
  [
    'a removed entry of the access log',
    onAccessLog((log, at) => ({ ...log, entries: replaced(log.entries, at, []) }), 'access-leaf'),
  ],
  [
    'an edited tile of the access log',
    onAccessLog((log, at) => {
      const [name = '', bytes = Buffer.of()] = pick([...log.tiles], at);
      return { ...log, tiles: new Map(log.tiles).set(name, flipped(bytes, 7 * at)) };
    }, 'access-tile'),
  ],
];

/** Each kind of change in so many places, made in what the API and the public logs say. */
export const plantings = (books: Books, places = 5): readonly Planting[] =>
  [...PLANTS, ...CALL_PLANTS].flatMap(([what, plant]) =>
    Array.from({ length: places }, (_, index) => ({ what: `${what} (${index})`, ...plant(books, 3 * index + 1) })),
  );
