import { QueryCommand, TransactionCanceledException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { Dynamo } from '../../kernel/aws/dynamodb.ts';
import { assert } from '../../kernel/core/assert.ts';
import { isObservation, type ReleaseEvent, type ReleaseRecord, releaseRecord } from '../contract/release-record.ts';
import { firstDamage, nextRecord, type Written } from '../model/chain.ts';
import { DamagedLog, LostRace } from '../model/log-errors.ts';

export interface ReleaseLog {
  /**
   * All records of a domain, oldest first.
   * @throws DamagedLog naming the first record that is not as it was written
   */
  readonly read: (domain: string) => Promise<readonly ReleaseRecord[]>;
  /**
   * Writes a record that was decided from `records`, which must be what `read` gave. Observations that have come since do not
   * matter to a decision; to another observation they do, for it may be one of them.
   * @throws LostRace where something that matters has come: look again, and decide again
   */
  readonly append: (records: readonly ReleaseRecord[], entry: Entry) => Promise<ReleaseRecord>;
}

export interface Entry {
  readonly domain: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly actor: string;
  readonly event: ReleaseEvent;
}

/** Some 20,000 records: ten releases a day for five years. */
const PAGES_MAX = 200;
const SEQ_DIGITS = 10;
const sortKey = (seq: number): string => `R#${String(seq).padStart(SEQ_DIGITS, '0')}`;

/** Text that is no record at all is one that says nothing, which stands out of every chain. */
const writtenIn = (text: string | undefined): Written => {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};

/** The texts of a domain's records as they are stored, oldest first. @throws DamagedLog for more than a log can have */
export const storedTexts = async (
  dynamo: Dynamo,
  table: string,
  domain: string,
): Promise<readonly (string | undefined)[]> => {
  const texts: (string | undefined)[] = [];
  let from: Record<string, { S: string }> | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const answer = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :domain',
        ExpressionAttributeValues: { ':domain': { S: domain } },
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    for (const item of answer.Items ?? []) texts.push(item.record?.S);
    if (answer.LastEvaluatedKey === undefined) return texts;
    from = answer.LastEvaluatedKey as Record<string, { S: string }>;
  }
  throw new DamagedLog(`The release log of ${domain} is longer than it can be.`);
};

/** The same by the places that they say they have: what says none is no record, and no reading of the log passes over it. */
export const textsByPlace = async (
  dynamo: Dynamo,
  table: string,
  domain: string,
): Promise<ReadonlyMap<number, string>> =>
  new Map(
    (await storedTexts(dynamo, table, domain)).flatMap((text) => {
      const { seq } = writtenIn(text);
      return text !== undefined && typeof seq === 'number' ? [[seq, text] as const] : [];
    }),
  );

/** The records of a domain as they are now, whole. */
const readWhole = async (dynamo: Dynamo, table: string, domain: string): Promise<readonly ReleaseRecord[]> => {
  const written = (await storedTexts(dynamo, table, domain)).map(writtenIn);
  const damage = firstDamage(written);
  if (damage !== undefined) throw new DamagedLog(`The release log of ${domain} is damaged at record ${damage}.`);
  return written.map((each, index) => {
    const read = releaseRecord.safeParse(each);
    if (read.success) return read.data;
    // Its hash is right, so nobody has changed it: restoring the table would not help.
    throw new DamagedLog(
      `Record ${index + 1} of the release log of ${domain} is as it was written, in a form that this release does not read: use the release that wrote it.`,
    );
  });
};

/** Puts the record after `last`; undefined where another one stands there. */
const putAfter = async (
  dynamo: Dynamo,
  table: string,
  last: ReleaseRecord | undefined,
  { domain, at, actor, event }: Entry,
): Promise<ReleaseRecord | undefined> => {
  assert(last === undefined || last.domain === domain, 'a record follows those of its own domain');
  const record = nextRecord(last, { domain, at: new Date(at).toISOString(), actor, event });
  const Item = { pk: { S: domain }, sk: { S: sortKey(record.seq) }, record: { S: JSON.stringify(record) } };
  const put = {
    TableName: table,
    Item,
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
  try {
    await dynamo.send(new TransactWriteItemsCommand({ TransactItems: [{ Put: put }] }));
    return record;
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw error;
    // A write whose answer was lost is sent again by the client and then finds itself.
    return error.CancellationReasons?.[0]?.Item?.record?.S === Item.record.S ? record : undefined;
  }
};

/** Observations come one for each function of a domain, so this many at one moment are a flood. */
const PLACES_MAX = 20;

/**
 * The log in its table: one item per record, written only where none is. Two writers who have read the same records want the
 * same place, so one of them loses. That is the only lock there is, and a crash cannot leave it held.
 */
export const releaseLog = (dynamo: Dynamo, table: string): ReleaseLog => ({
  read: (domain) => readWhole(dynamo, table, domain),
  append: async (records, entry) => {
    let last = records.at(-1);
    for (let place = 0; place < PLACES_MAX; place += 1) {
      const written = await putAfter(dynamo, table, last, entry);
      if (written !== undefined) return written;
      const seen = last?.seq ?? 0;
      const since = (await readWhole(dynamo, table, entry.domain)).filter(({ seq }) => seq > seen);
      const unmoved = !isObservation(entry.event) && since.every(({ event }) => isObservation(event));
      if (!unmoved) throw new LostRace(`Record ${seen + 1} is taken.`);
      last = since.at(-1) ?? last;
    }
    throw new LostRace(`No place was free in the log of ${entry.domain}.`);
  },
});
