import * as z from 'zod';
import { shownUrl } from './attempt.ts';

/** Events of webhooks that tell of an endpoint; of others nothing is looked at. */
const OF_ENDPOINTS = 'webhooks.';
const tellsOfEndpoint = z.looseObject({ endpoint: z.looseObject({ url: z.string() }) });
const body = z.looseObject({ data: z.unknown() });

/**
 * What an event tells, without what may be a key: its first release told the whole URL of an endpoint, and its events stand in
 * feeds, queues and archives still.
 */
export const shownData = (type: string, data: unknown): unknown => {
  const told = type.startsWith(OF_ENDPOINTS) ? tellsOfEndpoint.safeParse(data) : undefined;
  if (told?.success !== true) return data;
  const { endpoint } = told.data;
  const url = shownUrl(endpoint.url) ?? '';
  return url === endpoint.url ? data : { ...told.data, endpoint: { ...endpoint, url } };
};

/** The same of an event as it was entered: the very text, where there is nothing to leave out. */
export const shownEvent = (type: string, text: string): string => {
  if (!type.startsWith(OF_ENDPOINTS)) return text;
  const event = body.parse(JSON.parse(text));
  const data = shownData(type, event.data);
  return data === event.data ? text : JSON.stringify({ ...event, data });
};
