import * as z from 'zod';
import { formatTime } from '../../../kernel/values/time.ts';
import type { LoggedCall } from './logged-call.ts';

/** What the gateway writes for a variable without a value. */
const NOTHING = '-';
const orNull = (text: string): string | null => (text === NOTHING ? null : text);

/** Printable, without what JSON would escape: lengths bound an item. */
const plain = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^[ !#-[\]-~]+$/);

/** What the access log needs of a line of the gateway. Tenants become keys, so their form is checked. */
const line = z.object({
  requestId: plain(64),
  at: z.string().regex(/^[0-9]{1,13}$/),
  route: plain(200),
  status: z.string().regex(/^[1-5][0-9]{2}$/),
  tenant: z.string().regex(/^(?:-|[A-Za-z0-9][A-Za-z0-9_.-]{0,62})$/),
  clientId: plain(128),
});

/** Statuses of calls that nobody was let in for. */
const DENIED: ReadonlySet<number> = new Set([401, 403]);

/**
 * The call that a line tells of, before it has its number; undefined for one that is open to all, or for one that nobody makes in a tenant's name and that is not
 * denied either: a page that is not there, a token that is asked for.
 *
 * @throws where the line is none that the gateway writes
 */
export const readAccessLine = (text: string): LoggedCall | undefined => {
  const { requestId, at, route, status, tenant, clientId } = line.parse(JSON.parse(text));
  if (tenant === NOTHING && !DENIED.has(Number(status))) return undefined;
  return {
    ...{ requestId, at: formatTime(Number(at)), number: null, tenant: orNull(tenant) },
    ...{ clientId: orNull(clientId), route: orNull(route), status: Number(status) },
  };
};
