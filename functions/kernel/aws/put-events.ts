import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

/** One event, ready to be sent. */
export interface Message {
  readonly source: string;
  readonly detailType: string;
  /** JSON, envelope included. */
  readonly detail: string;
}

/** Publishes up to 10 events; gives the places of those that the bus did not take. */
export type Publish = (messages: readonly Message[]) => Promise<ReadonlySet<number>>;

/** EventBridge's limit of entries in one request. */
export const ENTRIES_MAX = 10;

/** Each entry of the answer is checked: `PutEvents` succeeds with failed entries inside. */
export const publishTo =
  (client: Pick<EventBridgeClient, 'send'>, bus: string): Publish =>
  async (messages) => {
    const Entries = messages.map(({ source, detailType, detail }) => ({
      EventBusName: bus,
      Source: source,
      DetailType: detailType,
      Detail: detail,
    }));
    const { Entries: results = [] } = await client.send(new PutEventsCommand({ Entries }));
    return new Set([...messages.keys()].filter((index) => results[index]?.EventId === undefined));
  };
