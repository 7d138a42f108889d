import * as z from 'zod';
import { parseCivilDate } from '../../kernel/values/civil-date.ts';

/** As the ledger has them, system accounts included. */
export const ledgerAccount = z
  .string()
  .regex(/^(?:[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}|@[a-z0-9][a-z0-9_.:-]{0,62})$/)
  .meta({ description: 'The id of an account.', examples: ['acc_main', '@fees'] });
export const currencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .meta({ examples: ['USD'] });
export const day = z
  .string()
  .refine((text) => parseCivilDate(text) !== undefined, { error: 'A day is YYYY-MM-DD.' })
  .meta({ examples: ['2026-11-30'] });
