import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { big, type Item, int, maybeInt, n, s, str } from '../../../kernel/aws/attributes.ts';
import { present } from '../../../kernel/core/assert.ts';
import { parseCivilDate } from '../../../kernel/values/civil-date.ts';
import { IN_STATES, type InFile, OUT_STATES, type OutFile, type PaymentFile } from '../../model/file.ts';
import { birthSort, fileKey, fileShard, filesPartition, TABLE, tenantOf } from './keys.ts';

const anyOriginator = { name: z.string(), cutOff: z.string().optional() };
export const originator = z.union([
  z.object({ ...anyOriginator, iban: z.string(), bic: z.string().optional() }),
  z.object({
    ...anyOriginator,
    routingNumber: z.string(),
    bankName: z.string(),
    companyId: z.string(),
    description: z.string().optional(),
  }),
]);
const refusal = z.object({ code: z.string(), detail: z.string(), place: z.string().optional() });

/** How soon the clock looks again at a file that has to go on, should no message come. */
const TRUSTED_MS = 5 * 60_000;
const waits = ({ state }: PaymentFile): boolean => state === 'filling' || state === 'closed' || state === 'received';

const OPTIONAL = ['bytes', 'sha256', 'form', 'ownId', 'refusal'] as const;

/** What changes with each step of a file. */
const progress = (file: PaymentFile, now: number): Item => {
  const { due } = TABLE.indexes;
  const item: Record<string, AttributeValue> = { state: s(file.state), version: n(file.version) };
  if (file.bytes !== undefined) item.bytes = n(file.bytes);
  if (file.sha256 !== undefined) item.sha256 = s(file.sha256);
  if (file.direction === 'out') {
    item.count = n(file.count);
    item.sum = n(file.sum);
    item.pages = n(file.pages);
    if (file.number > 0) item.number = n(file.number);
    if (file.writtenAt !== undefined) item.writtenAt = n(file.writtenAt);
  } else {
    item.said = n(file.said);
    item.reports = n(file.reports);
    item.tasks = n(file.tasks);
    if (file.form !== undefined) item.form = s(file.form);
    if (file.ownId !== undefined) item.ownId = s(file.ownId);
    if (file.refusal !== undefined) item.refusal = s(JSON.stringify(file.refusal));
  }
  if (waits(file)) {
    item[due.partition] = s(fileShard(file.id));
    item[due.sort] = n(now + TRUSTED_MS);
  }
  return item;
};

export const newFileItem = (file: PaymentFile, now: number): Item => {
  const { tenant, id, rail, direction, by, createdAt } = file;
  const { indexes } = TABLE;
  return {
    ...fileKey(tenant, id),
    id: s(id),
    rail: s(rail),
    direction: s(direction),
    by: s(by),
    createdAt: n(createdAt),
    [indexes.tenant.partition]: s(filesPartition(tenant)),
    [indexes.tenant.sort]: s(birthSort(createdAt, id)),
    ...(file.direction === 'out'
      ? {
          day: s(file.day),
          before: n(file.before),
          originator: s(JSON.stringify(file.originator)),
          currency: s(file.currency),
        }
      : { key: s(file.key), ...(file.objectVersion === undefined ? {} : { objectVersion: s(file.objectVersion) }) }),
    ...progress(file, now),
  };
};

/** What a step sets, and what it takes away. */
export const fileChange = (
  file: PaymentFile,
  now: number,
): { readonly set: Item; readonly gone: readonly string[] } => {
  const set = progress(file, now);
  const { due } = TABLE.indexes;
  return { set, gone: [...OPTIONAL, due.partition, due.sort].filter((name) => set[name] === undefined) };
};

const base = (item: Item) => ({
  id: str(item, 'id'),
  tenant: tenantOf(str(item, 'pk')),
  rail: str(item, 'rail'),
  version: int(item, 'version'),
  createdAt: int(item, 'createdAt'),
  by: str(item, 'by'),
  bytes: maybeInt(item, 'bytes'),
  sha256: item.sha256?.S,
});

const readOut = (item: Item): OutFile => ({
  ...base(item),
  direction: 'out',
  state: present(
    OUT_STATES.find((state) => state === item.state?.S),
    'a file is in a state that this release knows',
  ),
  day: present(parseCivilDate(str(item, 'day')), 'a file has its day'),
  before: int(item, 'before'),
  originator: originator.parse(JSON.parse(str(item, 'originator'))),
  currency: str(item, 'currency'),
  count: int(item, 'count'),
  sum: big(item, 'sum'),
  pages: int(item, 'pages'),
  number: maybeInt(item, 'number') ?? 0,
  writtenAt: maybeInt(item, 'writtenAt'),
});

const readIn = (item: Item): InFile => {
  const refused = item.refusal?.S === undefined ? undefined : refusal.parse(JSON.parse(item.refusal.S));
  return {
    ...base(item),
    direction: 'in',
    state: present(
      IN_STATES.find((state) => state === item.state?.S),
      'a file is in a state that this release knows',
    ),
    key: str(item, 'key'),
    objectVersion: item.objectVersion?.S,
    form: item.form?.S,
    ownId: item.ownId?.S,
    said: int(item, 'said'),
    reports: int(item, 'reports'),
    tasks: int(item, 'tasks'),
    refusal: refused === undefined ? undefined : { ...refused, place: refused.place },
  };
};

export const readFile = (item: Item): PaymentFile => (item.direction?.S === 'out' ? readOut(item) : readIn(item));
