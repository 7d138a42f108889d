import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { changing, type Item, n, namesOf } from '../../../kernel/aws/attributes.ts';
import { assert } from '../../../kernel/core/assert.ts';
import { type AttemptResult, type Outcome, outcomeOf } from '../../model/attempt-result.ts';
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
import {
  type Admission,
  admit,
  firstSlot,
  keepsSlots,
  LEASE_MS,
  type Slot,
  type SlotRequest,
} from '../../model/slots.ts';
import { type EndpointRef, HEALTH_DAYS, readHealth } from '../table/health-item.ts';
import { expiry, healthKey, TABLE } from '../table/keys.ts';
import type { WebhooksStore } from '../table/webhooks-store.ts';

/** Attempts to take a slot before all count as taken: each that fails has lost one to another worker. */
const LOOKS_MAX = 4;

/** The answer to who asks for a slot, with the endpoint's health on which it rests, and when that was seen. */
export type Acquisition = Admission & Seen;
/** Who has a slot. */
export type Acquired = Extract<Acquisition, { readonly kind: 'go' }>;

/** Everything that the admission relied on, as a condition. It fails if another worker changed the endpoint's health first. */
const unchanged = (probe: boolean, { proven, young }: Slot, { asked }: SlotRequest): string => {
  const stillYoung = '(#failures < :flood AND #failingSince > :youngFrom)';
  const well = young > 0 ? `(attribute_not_exists(#failures) OR ${stillYoung})` : 'attribute_not_exists(#failures)';
  const closed = `(attribute_not_exists(#failures) OR #failures < :breaks${young > 0 ? ` OR ${stillYoung}` : ''})`;
  return [
    '(attribute_not_exists(#slot) OR #slot <= :now)',
    ...(asked ? [] : ['(attribute_not_exists(#openUntil) OR #openUntil <= :now)']),
    ...(probe ? ['#failures >= :breaks'] : []),
    ...(probe || proven ? [] : [closed]),
    ...(proven
      ? [well, '#latencyMs <= :latencyMax']
      : ['(attribute_not_exists(#latencyMs) OR #latencyMs <= :latencyMax)']),
  ].join(' AND ');
};

/** Takes a slot; the item as it is then, or as it was where it is not as expected. */
const takeSlot = async (store: WebhooksStore, of: EndpointRef, request: SlotRequest, slot: Slot, probe: boolean) => {
  const now = store.clock.now();
  // A probe shuts the door behind itself: what comes after it goes to its next time, as before it.
  const opened = probe ? ', #openUntil = :until' : '';
  const names = [
    'failures',
    'latencyMs',
    TABLE.timeToLive,
    ...(probe || !request.asked ? ['openUntil'] : []),
    ...(slot.young > 0 && !probe ? ['failingSince'] : []),
  ];
  try {
    const { Attributes: item = {} } = await store.dynamo.send(
      new UpdateItemCommand({
        TableName: store.table,
        Key: healthKey(of.tenant, of.endpoint),
        UpdateExpression: `SET #slot = :until, #${TABLE.timeToLive} = :ttl${opened}`,
        ConditionExpression: unchanged(probe, slot, request),
        ExpressionAttributeNames: { ...namesOf(names), '#slot': slot.name },
        ExpressionAttributeValues: {
          ':now': n(now),
          ':until': n(now + LEASE_MS),
          ':ttl': n(expiry(now, HEALTH_DAYS)),
          ':latencyMax': n(slot.latencyMax),
          ...(slot.proven && !probe ? {} : { ':breaks': n(BREAKS_AT) }),
          ...(slot.young > 0 && !probe ? { ':flood': n(slot.young), ':youngFrom': n(now - YOUNG_MS) } : {}),
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

/** Whether a look may say no: one just made, or one of moments ago at an endpoint that keeps its slots for longer than that. */
const saysNo = ({ kind }: Admission, seen: Seen, looks: number, now: number): boolean => {
  if (kind === 'go') return false;
  if (looks > 0) return true;
  return isBelieved(seen, now) && (kind !== 'full' || keepsSlots(seen.health));
};

/**
 * Acquires a slot at an endpoint. It begins with the remembered health, so that the usual case is one request. An endpoint that is
 * remembered as down or busy is refused without any. A condition that fails returns the health as it is. A slot is a lease: that
 * of an attempt that dies expires.
 *
 * @param remembered how the endpoint was seen last, by this environment
 */
export const acquireSlot = async (
  store: WebhooksStore,
  of: EndpointRef,
  request: SlotRequest,
  remembered: Seen = { health: UNKNOWN, at: 0 },
): Promise<Acquisition> => {
  let seen = remembered;
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    const now = store.clock.now();
    const admission = admit(seen.health, request, now, store.random.fraction());
    if (saysNo(admission, seen, looks, now)) return { ...admission, ...seen };
    const { slot, probe } = admission.kind === 'go' ? admission : { slot: firstSlot(request.lane), probe: false };
    const { taken, health } = await takeSlot(store, of, request, slot, probe);
    seen = { health, at: now };
    if (taken) return { kind: 'go', slot, probe, ...seen };
  }
  return { kind: 'full', ...seen };
};

/** An endpoint as a group of attempts left it. `back`: it was down and is not any more, so what waits for it need wait no longer. */
export type Released = Seen & { readonly back: boolean };

/** What a group of attempts changes of the endpoint's health, slots apart. */
interface Change {
  readonly set: Item;
  readonly remove: readonly string[];
  /** Failures that the table adds to those it knows of. */
  readonly add: number;
}

const changeOf = (before: Health, outcome: Outcome, now: number): Change => {
  const { latencyMs, succeeded, failures, failedAt = 0, waitUntil } = outcome;
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
 * Releases the slot and records the results of a group's attempts. The table counts failures, so that groups which end together
 * all count. Whether the breaker opens follows from the health that each group saw at its begin. So it may open one group late.
 *
 * @param results at least one, in the order in which the attempts ended
 */
export const releaseSlot = async (
  store: WebhooksStore,
  of: EndpointRef,
  acquired: Acquired,
  results: readonly AttemptResult[],
): Promise<Released> => {
  assert(results.length > 0, 'a slot is released after an attempt');
  const at = store.clock.now();
  const outcome = outcomeOf(acquired.health, results);
  const { set, remove, add } = changeOf(acquired.health, outcome, at);
  const { expression, names, values } = changing(set, [...remove, acquired.slot.name]);
  const { Attributes: item = {} } = await store.dynamo.send(
    new UpdateItemCommand({
      TableName: store.table,
      Key: healthKey(of.tenant, of.endpoint),
      UpdateExpression: add > 0 ? `${expression} ADD #failures :added` : expression,
      ExpressionAttributeNames: add > 0 ? { ...names, '#failures': 'failures' } : names,
      ExpressionAttributeValues: add > 0 ? { ...values, ':added': n(add) } : values,
      ReturnValues: 'ALL_NEW',
    }),
  );
  return { back: outcome.succeeded && isBack(acquired.health, at), health: readHealth(item), at };
};

/** Gives a slot back at which no attempt was made. */
export const releaseUnused = async (store: WebhooksStore, of: EndpointRef, { slot }: Acquired): Promise<void> => {
  const { expression, names } = changing({}, [slot.name]);
  await store.dynamo.send(
    new UpdateItemCommand({
      TableName: store.table,
      Key: healthKey(of.tenant, of.endpoint),
      UpdateExpression: expression,
      ExpressionAttributeNames: names,
    }),
  );
};
