import { type Attempt, SKIPPED } from '../../model/attempt.ts';
import { attempted, type Delivery } from '../../model/delivery.ts';
import { givenUp, type Health } from '../../model/health.ts';
import { jobOf } from '../../model/job.ts';
import { DELAY_MAX_MS } from '../../model/schedule.ts';
import { findDelivery, recordStep } from '../../store/deliveries.ts';
import { disableEndpoint } from '../../store/disable.ts';
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
  attempt: Attempt,
  shutUntil: number | undefined,
): Promise<Delivery | undefined> => {
  let before: Delivery | undefined = delivery;
  for (let records = 0; records < RECORDS_MAX && before !== undefined; records += 1) {
    if (before.state !== 'pending' || before.attempts !== delivery.attempts) return undefined;
    const after = attempted(before, attempt, store.clock.now(), store.chance.fraction(), shutUntil);
    if (await recordStep(store, before, after)) return after;
    before = await findDelivery(store, delivery.tenant, delivery.id);
  }
  return undefined;
};

/** The next try: a message where it is soon; else the alarm in the table, which stands there in any case. */
const askAgain = async ({ post, store, lane }: DeliverDeps, after: Delivery): Promise<void> => {
  if (after.nextAt === undefined) return;
  const wait = Math.max(0, after.nextAt - store.clock.now());
  if (wait > DELAY_MAX_MS) return;
  await post([{ lane, message: jobOf(after), delaySeconds: Math.min(900, Math.ceil(wait / 1000)) }]);
};

/** Writes down an attempt and what follows from it: the next one, or the end of an endpoint that is given up. */
export const record = async (deps: DeliverDeps, ready: Ready, attempt: Attempt, health: Health): Promise<void> => {
  const { store, log } = deps;
  const shutUntil = attempt.error === SKIPPED.error ? health.openUntil : undefined;
  const after = await write(deps, ready.delivery, attempt, shutUntil);
  if (after === undefined) return;
  await askAgain(deps, after);
  const now = store.clock.now();
  const reason = givenUp(health.failingSince, attempt.status, after.state === 'parked', now);
  if (reason === undefined) return;
  const { tenant, endpoint, id } = after;
  const onLoop = (error: Error) => {
    const line = { domain: 'webhooks', tenant };
    log.error('an endpoint was disabled without an event', line, error);
    log.info('an event was refused', { ...line, durationMs: 0, faults: 1, poison: 1 });
  };
  await disableEndpoint(store, {
    tenant,
    endpoint,
    reason,
    delivery: id,
    cause: ready.cause,
    deadline: now + DISABLING_MS,
    onLoop,
  });
};

/** The try of a delivery whose endpoint is known to be down: not made, and in the log as what it is. */
export const skip = (deps: DeliverDeps, ready: Ready, health: Health): Promise<void> =>
  record(deps, ready, { ...SKIPPED, at: deps.store.clock.now(), latencyMs: 0 }, health);
