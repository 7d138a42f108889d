import * as z from 'zod';
import { isScope, SCOPE } from '../../kernel/core/operation.ts';
import { chars, list } from '../../kernel/values/bounded.ts';
import { idPattern } from '../../kernel/values/ids.ts';
import { text } from '../../kernel/values/text.ts';
import { timeOut } from '../../kernel/values/time.ts';

export const CLIENT_ID = idPattern('cli_');
/** A rotated secret may go on working for a day, no longer: a rotation after a leak needs an end. */
export const OVERLAP_MAX_SECONDS = 86_400;

export const clientId = z.string().regex(CLIENT_ID).meta({ description: 'The id of a client.' });

/** Which of them exist is known where the domains are listed: the document names them there, and `assertListed` checks them. */
export const scope = chars(65).regex(SCOPE, { error: 'A scope is <noun>:<verb>, or admin.' }).refine(isScope);
/** Far above what all domains together have. */
export const SCOPES_MAX = 64;
const scopes = z.array(scope).meta({ description: 'What its tokens may do, in the order of the documentation.' });

/** Names are for people; 255 characters as every name of the API. */
const name = text(255)
  .refine((value) => value.length > 0, { error: 'A name has at least one character.' })
  .meta({ minLength: 1, maxLength: 255, examples: ['Nightly payouts'] });

export const newClient = z
  .strictObject({
    name,
    scopes: list(scope, { min: 1, max: SCOPES_MAX })
      .refine((list) => new Set(list).size === list.length, { error: 'Name each scope once.' })
      .meta({ uniqueItems: true, examples: [['ledger:read', 'ledger:write']] }),
  })
  .meta({ id: 'NewClient' });

export const rotation = z
  .strictObject({
    overlapSeconds: z
      .int()
      .min(0)
      .max(OVERLAP_MAX_SECONDS)
      .optional()
      .meta({ description: 'For how long the old secret goes on working too; 0, at once no more, unless said.' }),
  })
  .meta({ id: 'ClientRotation' });

const clientShape = { id: clientId, name: z.string(), scopes, createdAt: timeOut };

export const client = z.strictObject(clientShape).meta({ id: 'Client' });

export const clientWithSecret = z
  .strictObject({
    id: clientId,
    name: z.string(),
    scopes,
    secret: z.string().meta({
      description:
        'Shown to the client that asked, and kept as a hash only: store it now. Empty where another client repeats the request.',
    }),
    createdAt: timeOut,
  })
  .meta({ id: 'ClientWithSecret' });

export const clientList = z
  .strictObject({ data: z.array(client), nextCursor: z.string().nullable() })
  .meta({ id: 'ClientList' });
