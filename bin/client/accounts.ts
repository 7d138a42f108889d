import type * as z from 'zod';
import type { paths } from '../../clients/typescript/src/api.ts';
import type { Api, Asking } from './api.ts';

type Answered = paths['/v1/accounts/{id}']['get']['responses'][200]['content']['application/json'];
/** What is read has to be in the answer for one kind of account: the other has no such members. */
type OfOneKind<T> = [Extract<Answered, T>] extends [never] ? never : unknown;

/** An account of the tenant's own, or a system account with its folded balances: by which of them `schema` reads. */
export const readAccount = <T>(api: Pick<Api, 'ask'>, id: string, schema: z.ZodType<T> & OfOneKind<T>): Promise<T> =>
  api.ask<T, T>(
    (folio) => folio.GET('/v1/accounts/{id}', { params: { path: { id } } }) as unknown as ReturnType<Asking<T>>,
    schema,
  );
