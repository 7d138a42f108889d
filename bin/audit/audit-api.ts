import type { Api } from '../client/api.ts';

/** The API, as far as an audit asks it. */
export type AuditApi = Pick<Api, 'ask'>;
