import * as z from 'zod';
import { payee } from './api.ts';

export const exampleEvents = {
  /** Somebody may be paid from now on. */
  PayeeAdded: {
    source: 'example',
    detailType: 'example.PayeeAdded',
    version: 1,
    public: true,
    data: z.looseObject({ payee: z.looseObject({ ...payee.shape, createdAt: z.iso.datetime({ precision: 3 }) }) }),
  },
} as const;
