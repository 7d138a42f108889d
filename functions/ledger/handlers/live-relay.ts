import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { readEnv } from '../../kernel/env.ts';
import { liveChance, liveClock } from '../../kernel/live-ports.ts';
import { ledgerEnv } from '../env.ts';
import { newRelay, type Relay } from '../store/relay.ts';
import { liveStore } from './live-store.ts';

/** `PutEvents` takes milliseconds; what takes longer is tried again, for an event may be told twice. */
const REQUEST_TIMEOUT_MS = 5_000;
const CONNECTION_TIMEOUT_MS = 1_000;

/** The relay as it runs on Lambda: its memory lives as long as the environment. */
export const liveRelay = (): Relay => {
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  });
  const client = new EventBridgeClient({ maxAttempts: 3, requestHandler });
  const bus = { client, name: readEnv(ledgerEnv).BUS_NAME, clock: liveClock, chance: liveChance };
  return newRelay(liveStore(), bus);
};
