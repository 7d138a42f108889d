import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Api, keyed } from '../../client/api.ts';

const registered = z.object({ id: z.string() });

/** Endpoints at once that are registered or taken away. */
const WIDTH = 8;

const all = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> => {
  const results: R[] = [];
  for (let from = 0; from < items.length; from += WIDTH)
    results.push(...(await Promise.all(items.slice(from, from + WIDTH).map(work))));
  return results;
};

/** Registers an endpoint for each URL; their ids. */
export const register = (api: Api, urls: readonly string[], events: string): Promise<readonly string[]> =>
  all(urls, async (url) => {
    const asked = { params: keyed(randomUUID()), body: { url, events: [events] } };
    return (await api.ask((folio) => folio.POST('/v1/webhook-endpoints', asked), registered)).id;
  });

export const unregister = async (api: Api, ids: readonly string[]): Promise<void> => {
  await all(ids, (id) =>
    api.answer((folio) => folio.DELETE('/v1/webhook-endpoints/{id}', { params: { path: { id } } })),
  );
};
