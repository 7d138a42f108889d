import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { clientOptions } from '../../kernel/aws/client-options.ts';
import { readEnv } from '../../kernel/core/env.ts';
import { liveClock, liveRandom } from '../../kernel/core/live-ports.ts';
import { ledgerEnv } from '../env.ts';
import { newRelay, type Relay } from '../store/relay/relay.ts';
import { liveStore } from './live-store.ts';

/** `PutEvents` takes milliseconds; what takes longer is tried again, for an event may be told twice. */
const REQUEST_TIMEOUT_MS = 5_000;

/** The relay as it runs on Lambda: its memory lives as long as the environment. */
export const liveRelay = (): Relay => {
  const client = new EventBridgeClient(clientOptions({ requestTimeoutMs: REQUEST_TIMEOUT_MS }));
  const bus = { client, name: readEnv(ledgerEnv).BUS_NAME, clock: liveClock, random: liveRandom };
  return newRelay(liveStore(), bus);
};
