/**
 * Stands for `@smithy/core/event-streams`: the coding of streamed answers, which no call of ours has. Clients are still set up
 * with it; using it is a defect.
 */
export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;
export const eventStreamSerdeProvider = () => ({});

export class EventStreamSerde {
  constructor() {
    throw new Error('Streamed answers are left out of the bundles: see lib/platform/bundle.ts.');
  }
}
