import * as z from 'zod';
import { envelope } from '../../../kernel/triggers/envelope.ts';
import { bankAccountId } from '../../contract/bank-ids.ts';

/** What this consumer needs of `statements.StatementTaken` v1. Tenants become keys, so their form is checked. */
const onTheBus = z.looseObject({
  detail: envelope.extend({
    tenant: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/),
    data: z.looseObject({ bankAccount: bankAccountId }),
  }),
});

export interface Taken {
  readonly tenant: string;
  readonly bankAccount: string;
  readonly eventId: string;
}

/** Reads a message of the queue behind the bus. Throws for what is no such event: no retry helps, and the dead letters keep it. */
export const readTaken = (message: string): Taken => {
  const { detail } = onTheBus.parse(JSON.parse(message));
  return { tenant: detail.tenant, bankAccount: detail.data.bankAccount, eventId: detail.eventId };
};
