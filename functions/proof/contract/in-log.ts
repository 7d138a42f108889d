import * as z from 'zod';

export const base64url = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .meta({ examples: ['AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'] });
const base64 = z
  .string()
  .regex(/^[A-Za-z0-9+/]{43}=$/)
  .meta({ examples: ['AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8='] });
export const size = z.int().min(0);

/** What shows that something is in a log, whichever log it is. */
export const inLog = {
  salt: base64url.meta({ description: 'Of this entry alone: without it nobody finds it in the log.' }),
  leafIndex: size,
  inclusion: z.array(base64).meta({ description: 'RFC 6962, section 2.1.1, from the leaf upwards.' }),
  checkpoint: z.string().meta({ description: 'C2SP signed note over the origin, the size and the root of the log.' }),
};

export const PROOF =
  'The answer can be checked offline with the public key of the log alone: `folio proof verify`, or any implementation of C2SP signed notes and RFC 6962.';
