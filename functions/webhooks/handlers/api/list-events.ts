import { type Call, type Reply, type Route, route } from '../../../kernel/core/call.ts';
import { common } from '../../../kernel/core/common-problems.ts';
import { Refusal } from '../../../kernel/core/problem.ts';
import { listReply } from '../../../kernel/http/page-reply.ts';
import { pageLimit } from '../../../kernel/http/paging.ts';
import { idPattern } from '../../../kernel/values/ids.ts';
import { listEvents } from '../../contract/api.ts';
import { positionOf, readFeed } from '../../store/queries/feed.ts';
import { checkedType } from './checked-types.ts';
import type { WebhooksDeps } from './deps.ts';

const EVENT_ID = idPattern('evt_');

/** A cursor holds for one type; where to begin is what it says itself, so `after` is no part of what it is bound to. */
const bound = (call: Call<typeof listEvents>): Call<typeof listEvents> => {
  const { type } = call.query;
  return { ...call, query: type === undefined ? {} : { type } };
};

/** The position behind which to go on: of an event, or from a cursor. */
const begin = async (deps: WebhooksDeps, call: Call<typeof listEvents>): Promise<number> => {
  const { after, cursor } = call.query;
  if (after !== undefined && cursor !== undefined) {
    throw new Refusal(common.query, 'Send after or cursor, not both.', [{ pointer: 'query/after', detail: 'Twice.' }]);
  }
  const from = after ?? cursor;
  if (from === undefined || !EVENT_ID.test(from)) return Number((await deps.cursors.read(bound(call), from)) ?? 0);
  const position = await positionOf(deps, call.caller.tenant, from);
  if (position === undefined) throw new Refusal(common['cursor-invalid'], 'This event is in no feed of yours.');
  return position;
};

const list = async (deps: WebhooksDeps, call: Call<typeof listEvents>): Promise<Reply> => {
  const { type } = call.query;
  checkedType(deps.eventTypes, type);
  const after = await begin(deps, call);
  const { bodies, next } = await readFeed(deps, call.caller.tenant, { after, type, limit: pageLimit(call.query) });
  const nextCursor = next === undefined ? null : await deps.cursors.sign(bound(call), String(next));
  // The events are JSON already: they go out as they were entered, neither parsed nor written anew.
  return listReply(bodies, nextCursor);
};

/** `GET /v1/events`, oldest first. */
export const listEventsRoute = (deps: WebhooksDeps): Route<typeof listEvents> =>
  route(listEvents, (call) => list(deps, call));
