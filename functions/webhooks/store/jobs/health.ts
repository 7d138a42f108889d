import {
  ConditionalCheckFailedException,
  GetItemCommand,
  type TransactWriteItem,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { changing, type Item, maybeInt, n, namesOf } from '../../../kernel/aws/attributes.ts';
import { assert } from '../../../kernel/core/assert.ts';
import {
  BREAKS_AT,
  type Health,
  isBack,
  isBelieved,
  opensUntil,
  type Seen,
  UNKNOWN,
  YOUNG_MS,
} from '../../model/health.ts';
import { type Learnt, type Lesson, learn } from '../../model/lesson.ts';
import {
  type Admission,
  admit,
  firstPlace,
  keepsPlaces,
  LEASE_MS,
  PLACES,
  type Place,
  type Visit,
} from '../../model/places.ts';
import { expiry, healthKey, TABLE } from '../table/keys.ts';
import type { WebhooksStore } from '../table/webhooks-store.ts';

/** An endpoint's health item, and who asks. */
export interface Patient {
  readonly tenant: string;
  readonly endpoint: string;
}

/** What is not touched for so long is forgotten: the endpoint is as good as new. */
const KEPT_DAYS = 30;
/** Looks at an endpoint before its places count as taken: each look that fails has seen somebody else take one. */
const LOOKS_MAX = 4;

const readHealth = (item: Item): Health => ({
  failures: maybeInt(item, 'failures') ?? 0,
  openUntil: maybeInt(item, 'openUntil') ?? 0,
  latencyMs: maybeInt(item, 'latencyMs'),
  failingSince: maybeInt(item, 'failingSince'),
  failedAt: maybeInt(item, 'failedAt'),
  places: Object.fromEntries(PLACES.map((name) => [name, maybeInt(item, name) ?? 0])),
});

/** The answer to who asks for a place, with the endpoint's health on which it rests, and when that was seen. */
export type Entered = Admission & Seen;
/** Who has a place. */
export type Inside = Extract<Entered, { readonly kind: 'go' }>;

/** Everything that the admission relied on, as a condition: whoever was faster makes it fail. */
const unchanged = (probe: boolean, { proven, young }: Place, { asked }: Visit): string => {
  const stillYoung = '(#failures < :flood AND #failingSince > :youngFrom)';
  const well = young > 0 ? `(attribute_not_exists(#failures) OR ${stillYoung})` : 'attribute_not_exists(#failures)';
  const closed = `(attribute_not_exists(#failures) OR #failures < :breaks${young > 0 ? ` OR ${stillYoung}` : ''})`;
  return [
    '(attribute_not_exists(#place) OR #place <= :now)',
    ...(asked ? [] : ['(attribute_not_exists(#openUntil) OR #openUntil <= :now)']),
    ...(probe ? ['#failures >= :breaks'] : []),
    ...(probe || proven ? [] : [closed]),
    ...(proven
      ? [well, '#latencyMs <= :latencyMax']
      : ['(attribute_not_exists(#latencyMs) OR #latencyMs <= :latencyMax)']),
  ].join(' AND ');
};

/** Takes a place; the item as it is then, or as it was where it is not as expected. */
const takePlace = async (store: WebhooksStore, patient: Patient, visit: Visit, place: Place, probe: boolean) => {
  const now = store.clock.now();
  // A probe shuts the door behind itself: what comes after it goes to its next time, as before it.
  const opened = probe ? ', #openUntil = :until' : '';
  const names = [
    'failures',
    'latencyMs',
    TABLE.timeToLive,
    ...(probe || !visit.asked ? ['openUntil'] : []),
    ...(place.young > 0 && !probe ? ['failingSince'] : []),
  ];
  try {
    const { Attributes: item = {} } = await store.dynamo.send(
      new UpdateItemCommand({
        TableName: store.table,
        Key: healthKey(patient.tenant, patient.endpoint),
        UpdateExpression: `SET #place = :until, #${TABLE.timeToLive} = :ttl${opened}`,
        ConditionExpression: unchanged(probe, place, visit),
        ExpressionAttributeNames: { ...namesOf(names), '#place': place.name },
        ExpressionAttributeValues: {
          ':now': n(now),
          ':until': n(now + LEASE_MS),
          ':ttl': n(expiry(now, KEPT_DAYS)),
          ':latencyMax': n(place.latencyMax),
          ...(place.proven && !probe ? {} : { ':breaks': n(BREAKS_AT) }),
          ...(place.young > 0 && !probe ? { ':flood': n(place.young), ':youngFrom': n(now - YOUNG_MS) } : {}),
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return { taken: true, health: readHealth(item) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return { taken: false, health: error.Item === undefined ? UNKNOWN : readHealth(error.Item) };
  }
};

/** Whether a look may say no: one just made, or one of moments ago at an endpoint that keeps its places for longer than that. */
const saysNo = ({ kind }: Admission, seen: Seen, looks: number, now: number): boolean => {
  if (kind === 'go') return false;
  if (looks > 0) return true;
  return isBelieved(seen, now) && (kind !== 'full' || keepsPlaces(seen.health));
};

/**
 * Asks for a place at an endpoint. Begins with what is remembered, so that the usual case is one request, and a no at one that is
 * known to be down or busy none; a guess that fails has learnt what is there. A place is a lease: an attempt that dies gives it
 * back by time.
 *
 * @param remembered how the endpoint was seen last, by this environment
 */
export const enter = async (
  store: WebhooksStore,
  patient: Patient,
  visit: Visit,
  remembered: Seen = { health: UNKNOWN, at: 0 },
): Promise<Entered> => {
  let seen = remembered;
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    const now = store.clock.now();
    const admission = admit(seen.health, visit, now, store.chance.fraction());
    if (saysNo(admission, seen, looks, now)) return { ...admission, ...seen };
    const { place, probe } = admission.kind === 'go' ? admission : { place: firstPlace(visit.lane), probe: false };
    const { taken, health } = await takePlace(store, patient, visit, place, probe);
    seen = { health, at: now };
    if (taken) return { kind: 'go', place, probe, ...seen };
  }
  return { kind: 'full', ...seen };
};

/** An endpoint as a visit left it. `back`: it was down and is not any more, so what waits for it need wait no longer. */
export type Left = Seen & { readonly back: boolean };

/** What a visit changes of the endpoint's health, places apart. */
interface Change {
  readonly set: Item;
  readonly remove: readonly string[];
  /** Failures that the table adds to those it knows of. */
  readonly add: number;
}

const changeOf = (before: Health, learnt: Learnt, now: number): Change => {
  const { latencyMs, succeeded, failures, failedAt = 0, waitUntil } = learnt;
  const mean: Item = latencyMs === undefined ? {} : { latencyMs: n(latencyMs) };
  const wasFailing = before.failures > 0 || before.failingSince !== undefined;
  const healed = succeeded && wasFailing ? ['failures', 'openUntil', 'failingSince', 'failedAt'] : [];
  if (failures === 0) return { set: mean, remove: healed, add: 0 };
  const since = succeeded ? failedAt : (before.failingSince ?? failedAt);
  const outage = { failures: succeeded ? failures : before.failures + failures, failingSince: since, latencyMs };
  const opened = opensUntil(outage, now) ?? 0;
  const until = Math.max(opened, waitUntil);
  const set = {
    ...mean,
    // One that is known stands already, or somebody's success has taken it away meanwhile: it is not written again.
    ...(succeeded || before.failingSince === undefined ? { failingSince: n(since) } : {}),
    ...(succeeded ? { failures: n(failures) } : {}),
    failedAt: n(now),
    ...(until === 0 ? {} : { openUntil: n(until) }),
  };
  return { set, remove: healed.filter((name) => !(name in set)), add: succeeded ? 0 : failures };
};

/**
 * Gives the place back and writes down what the visit's attempts taught. Failures are counted by the table, so that visits
 * which end together all count; whether the breaker opens is told from what each saw when it began, so it may open later by one.
 *
 * @param lessons at least one, in the order in which the attempts ended
 */
export const leave = async (
  store: WebhooksStore,
  patient: Patient,
  entered: Inside,
  lessons: readonly Lesson[],
): Promise<Left> => {
  assert(lessons.length > 0, 'who leaves a place has made an attempt');
  const at = store.clock.now();
  const learnt = learn(entered.health, lessons);
  const { set, remove, add } = changeOf(entered.health, learnt, at);
  const { expression, names, values } = changing(set, [...remove, entered.place.name]);
  const { Attributes: item = {} } = await store.dynamo.send(
    new UpdateItemCommand({
      TableName: store.table,
      Key: healthKey(patient.tenant, patient.endpoint),
      UpdateExpression: add > 0 ? `${expression} ADD #failures :added` : expression,
      ExpressionAttributeNames: add > 0 ? { ...names, '#failures': 'failures' } : names,
      ExpressionAttributeValues: add > 0 ? { ...values, ':added': n(add) } : values,
      ReturnValues: 'ALL_NEW',
    }),
  );
  return { back: learnt.succeeded && isBack(entered.health, at), health: readHealth(item), at };
};

/** Gives a place back at which no attempt was made. */
export const abandon = async (store: WebhooksStore, patient: Patient, { place }: Inside): Promise<void> => {
  const { expression, names } = changing({}, [place.name]);
  await store.dynamo.send(
    new UpdateItemCommand({
      TableName: store.table,
      Key: healthKey(patient.tenant, patient.endpoint),
      UpdateExpression: expression,
      ExpressionAttributeNames: names,
    }),
  );
};

/** What is known of an endpoint at this moment. Strongly consistent. */
export const findHealth = async (store: WebhooksStore, { tenant, endpoint }: Patient): Promise<Health> => {
  const read = new GetItemCommand({ TableName: store.table, Key: healthKey(tenant, endpoint), ConsistentRead: true });
  const { Item: item } = await store.dynamo.send(read);
  return item === undefined ? UNKNOWN : readHealth(item);
};

/** Forgets what was learnt: for an endpoint that its owner enables again, or sends elsewhere. */
export const forgetting = (
  { table, clock }: Pick<WebhooksStore, 'table' | 'clock'>,
  { tenant, endpoint }: Patient,
): TransactWriteItem => {
  // There may be no item yet; the one that this makes expires as any other does.
  const kept = { [TABLE.timeToLive]: n(expiry(clock.now(), KEPT_DAYS)) };
  const { expression, names, values } = changing(kept, [
    'failures',
    'openUntil',
    'latencyMs',
    'failingSince',
    'failedAt',
  ]);
  return {
    Update: {
      TableName: table,
      Key: healthKey(tenant, endpoint),
      UpdateExpression: expression,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    },
  };
};
