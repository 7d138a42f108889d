import type { Envelope } from '../../../kernel/triggers/envelope.ts';
import { type Attempt, SKIPPED } from '../../model/attempt.ts';
import { attempted, type Delivery, noted, skipped } from '../../model/delivery.ts';
import { givenUp, type Health, isRecent, probeAfter } from '../../model/health.ts';
import { jobOf } from '../../model/job.ts';
import { DELAY_MAX_MS, wantsProbe } from '../../model/schedule.ts';
import { disableEndpoint } from '../commit/disable.ts';
import { findDelivery, recordStep } from '../queries/deliveries.ts';
import type { DeliverDeps } from './deliver-deps.ts';
import type { Ready } from './prepare.ts';

/** A redelivery may begin a new round while an attempt is under way; more than one at a time is beyond reason. */
const RECORDS_MAX = 3;
/** For disabling an endpoint, which others change at the same time only by accident. */
const DISABLING_MS = 3_000;

/** The delivery as it was recorded; undefined where another message has recorded this very attempt. */
const write = async (
  { store }: DeliverDeps,
  delivery: Delivery,
  next: (before: Delivery) => Delivery,
): Promise<Delivery | undefined> => {
  let before: Delivery | undefined = delivery;
  for (let records = 0; records < RECORDS_MAX && before !== undefined; records += 1) {
    if (before.state !== 'pending' || before.attempts !== delivery.attempts) return undefined;
    const after = next(before);
    if (await recordStep(store, before, after)) return after;
    before = await findDelivery(store, delivery.tenant, delivery.id);
  }
  return undefined;
};

/** The next try: a message where it is soon; else the fallback in the table, which stands there in any case. */
const askAgain = async ({ post, store, lane }: DeliverDeps, after: Delivery): Promise<void> => {
  if (after.nextAt === undefined) return;
  const wait = Math.max(0, after.nextAt - store.clock.now());
  if (wait > DELAY_MAX_MS) return;
  await post([{ lane, message: jobOf(after), delaySeconds: Math.min(900, Math.ceil(wait / 1000)) }]);
};

/** In a recent outage: a try that finds out whether it is over, long before the next one of the schedule. */
const askToProbe = async ({ post, store, lane }: DeliverDeps, after: Delivery, health: Health): Promise<void> => {
  const now = store.clock.now();
  const failing = { ...health, failures: health.failures + 1, failingSince: health.failingSince ?? now };
  if (after.nextAt === undefined || !wantsProbe(after.nextAt, now) || !isRecent(failing, now)) return;
  await post([{ lane, message: { ...jobOf(after), probe: true }, delaySeconds: probeAfter(health) / 1000 }]);
};

/** Disables an endpoint that is to be given up after an attempt. */
const giveUp = async (
  { store, log }: DeliverDeps,
  { tenant, endpoint, id }: Delivery,
  reason: 'gone' | 'failing',
  cause: Envelope,
): Promise<void> => {
  const onLoop = (error: Error) => {
    const line = { domain: 'webhooks', tenant };
    log.error('an endpoint was disabled without an event', line, error);
    log.info('an event was refused', { ...line, durationMs: 0, faults: 1, poison: 1 });
  };
  const deadline = store.clock.now() + DISABLING_MS;
  await disableEndpoint(store, { tenant, endpoint, reason, delivery: id, cause, deadline, onLoop });
};

/** Writes down an attempt and what follows from it: the next one, or the end of an endpoint that is given up. */
export const record = async (deps: DeliverDeps, ready: Ready, attempt: Attempt, health: Health): Promise<void> => {
  const { clock, random } = deps.store;
  const after = await write(deps, ready.delivery, (before) =>
    attempted(before, attempt, clock.now(), random.fraction()),
  );
  if (after === undefined) return;
  await askAgain(deps, after);
  await askToProbe(deps, after, health);
  const reason = givenUp(health.failingSince, attempt.status, after.state === 'parked', clock.now());
  if (reason !== undefined) await giveUp(deps, after, reason, ready.cause);
};

/** A try that is not made while its endpoint or host is let alone: in the log as what it is. */
export const skip = async (
  deps: DeliverDeps,
  ready: Ready,
  { openUntil }: Pick<Health, 'openUntil'>,
  why = SKIPPED,
): Promise<void> => {
  const { clock, random } = deps.store;
  const line: Attempt = { ...why, at: clock.now(), latencyMs: 0 };
  const after = await write(deps, ready.delivery, (before) => skipped(before, line, openUntil, random.fraction()));
  if (after !== undefined) await askAgain(deps, after);
};

/** An attempt that the brisk lane had no patience for: no failure, but what was sent was sent, and is in the log. */
export const noteImpatience = async (deps: DeliverDeps, ready: Ready, attempt: Attempt): Promise<void> => {
  const after = await write(deps, ready.delivery, (before) => noted(before, { ...attempt, error: 'slow' }));
  if (after !== undefined) await deps.post([{ lane: 'patient', message: jobOf(after), delaySeconds: 0 }]);
};

/** A delivery whose messages have found no slot too often: the fallback schedule sends another one. */
export const putOff = async ({ store }: DeliverDeps, { delivery }: Ready): Promise<void> => {
  const nextAt = Math.ceil(store.clock.now() + DELAY_MAX_MS * (1 + store.random.fraction())) + 1;
  await recordStep(store, delivery, { ...delivery, nextAt });
};
