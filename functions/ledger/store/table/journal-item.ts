import { type Item, s, str } from '../../../kernel/aws/attributes.ts';
import { derivedId } from '../../../kernel/values/ids.ts';
import { type Listed, readListed, writeListed } from '../../model/journal.ts';
import { JOURNAL_PREFIX, journalKey } from './keys.ts';

/** Some transactions of one second. Its key is made of what it holds: the same ones together are the same item. */
export const journalItem = (tenant: string, listed: readonly [Listed, ...Listed[]]): Item => ({
  ...journalKey(tenant, listed[0].at, derivedId('', ...listed.map(({ id }) => id))),
  t: s(writeListed(listed)),
});

/** The second that an item is of. */
export const readSecond = (item: Item): number => Number(str(item, 'sk').slice(JOURNAL_PREFIX.length).split('#')[0]);

export const readJournal = (item: Item): readonly Listed[] => readListed(str(item, 't'), readSecond(item));
