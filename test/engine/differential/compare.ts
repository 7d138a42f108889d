import { createHash } from 'node:crypto';
import type { Answer, Ask } from './answers.ts';
import { known } from './known.ts';
import { type Call, TABLE } from './table.ts';

/** What has to be the same; messages are worded differently. */
const substance = ({ message: _, ...rest }: Answer): string => JSON.stringify(rest);

export const digestOf = (answer: Answer): string =>
  createHash('sha256').update(substance(answer)).digest('hex').slice(0, 12);

export interface Difference {
  readonly call: Call;
  readonly ours: Answer;
  readonly local: Answer;
  /** The rule by which it is expected. */
  readonly rule: string | undefined;
}

export const differenceOf = (call: Call, ours: Answer, local: Answer): Difference | undefined =>
  substance(ours) === substance(local) ? undefined : { call, ours, local, rule: known(call, ours, local) };

const KEY = /"pk":(\{"S":"[^"]*"\}),"sk":(\{"N":"[^"]*"\})/g;

/** Takes away the items that a call names, so that engines that answered differently go on from one state. */
export const removeItems = async (call: Call, asks: readonly Ask[]): Promise<void> => {
  for (const [, pk, sk] of JSON.stringify(call.input).matchAll(KEY)) {
    const Key = { pk: JSON.parse(pk ?? '{}'), sk: JSON.parse(sk ?? '{}') };
    for (const ask of asks) await ask({ operation: 'DeleteItem', input: { TableName: TABLE, Key } });
  }
};

/** One line of a recording: the digest of the answer, or all of it where ours was expected to differ. */
export type Recorded = string | Answer;
