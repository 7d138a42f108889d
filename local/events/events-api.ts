import { arn } from '../account.ts';
import { AwsError } from '../aws/aws-error.ts';
import { type Input, isObject, list, optionalText, texts } from '../aws/input.ts';
import type { Operations } from '../aws/operations.ts';
import type { EventBuses, NewEvent } from './bus.ts';

const MAX_ENTRIES = 10;
const MAX_BYTES = 1_048_576;

interface Refusal {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

const isStructure = (json: string): boolean => {
  try {
    return isObject(JSON.parse(json));
  } catch {
    return false;
  }
};

const busOf = (entry: Input): string => (optionalText(entry, 'EventBusName') ?? 'default').split('/').at(-1) ?? '';

/** An entry as an event, or why it is refused; the others are taken all the same. */
const read = (buses: EventBuses, entry: Input, now: number): NewEvent | Refusal => {
  const missing = ['Source', 'DetailType', 'Detail'].find((name) => (optionalText(entry, name) ?? '') === '');
  if (missing !== undefined)
    return { ErrorCode: 'InvalidArgument', ErrorMessage: `Parameter ${missing} is not valid. Reason: it is required.` };
  const detail = optionalText(entry, 'Detail') ?? '';
  if (!isStructure(detail)) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const bus = busOf(entry);
  if (!buses.has(bus)) return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: 'The event bus does not exist.' };
  const time = entry.Time;
  return {
    bus,
    source: optionalText(entry, 'Source') ?? '',
    detailType: optionalText(entry, 'DetailType') ?? '',
    at: typeof time === 'number' ? time * 1000 : now,
    resources: texts(entry, 'Resources'),
    detail,
  };
};

const putEvents = (buses: EventBuses, input: Input, now: number) => {
  const entries = list(input, 'Entries');
  if (entries.length === 0 || entries.length > MAX_ENTRIES)
    throw new AwsError('ValidationException', `PutEvents takes 1 to ${MAX_ENTRIES} entries.`);
  const bytes = entries.reduce((sum, entry) => sum + Buffer.byteLength(optionalText(entry, 'Detail') ?? ''), 0);
  if (bytes > MAX_BYTES)
    throw new AwsError('ValidationException', 'Total size of the entries in the request is over the limit.');
  const results = entries.map((entry) => read(buses, entry, now));
  const accepted = results.filter((each): each is NewEvent => 'detail' in each);
  const ids = [...buses.put(accepted)];
  const Entries = results.map((each) => ('detail' in each ? { EventId: ids.shift() } : each));
  return { FailedEntryCount: entries.length - accepted.length, Entries };
};

/** EventBridge in its JSON protocol: what is accepted is in its queues and its archive before the answer. */
export const eventsOperations = (buses: EventBuses, now: () => number = Date.now): Operations => ({
  DescribeEventBus: (input) => {
    const name = busOf({ EventBusName: input.Name });
    if (!buses.has(name)) throw new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
    return { Name: name, Arn: arn('events', `event-bus/${name}`) };
  },
  PutEvents: (input) => putEvents(buses, input, now()),
});
