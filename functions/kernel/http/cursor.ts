import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { JsonService } from '../aws/aws-call.ts';
import { type MacCalls, macBy } from '../aws/mac-key.ts';
import type { Call } from '../core/call.ts';
import { common } from '../core/common-problems.ts';
import type { Operation } from '../core/operation.ts';
import { Refusal } from '../core/problem.ts';
import { canonicalJson } from '../values/canonical-json.ts';

/** Half of a SHA-256: nobody guesses 128 bits. */
const MAC_BYTES = 16;
const CURSOR_CHARS_MAX = 4096;

/** Where a list goes on. Opaque to clients, good only for the tenant, the operation and the filters that returned it. */
export interface Cursors {
  readonly sign: (call: Call<Operation>, position: string) => Promise<string>;
  /** The position in the call's cursor, undefined where it brought none. @throws Refusal `cursor-invalid` */
  readonly read: (call: Call<Operation>, cursor: string | undefined) => Promise<string | undefined>;
}

/** Everything that must be the same for a cursor to go on with; the page's size may change. */
const scopeOf = (call: Call<Operation>): string => {
  const { cursor: _cursor, limit: _limit, ...filters } = call.query as Readonly<Record<string, unknown>>;
  return canonicalJson([call.caller.tenant, call.operation.operationId, call.params, filters]);
};

const invalid = (): Refusal =>
  new Refusal(common['cursor-invalid'], 'This cursor did not come from this list with these filters.');

/** @param key gives the HMAC key; asked for once, when the first cursor is made or read */
export const cursors = (key: () => Promise<Uint8Array>): Cursors => {
  let known: Promise<Uint8Array> | undefined;
  const macOf = async (call: Call<Operation>, position: string): Promise<Buffer> => {
    known ??= key().catch((error: unknown) => {
      known = undefined; // a passing fault of KMS must not outlive this request
      throw error;
    });
    const hmac = createHmac('sha256', await known)
      .update(scopeOf(call))
      .update('\0')
      .update(position);
    return hmac.digest().subarray(0, MAC_BYTES);
  };
  return {
    sign: async (call, position) => {
      const mac = await macOf(call, position);
      return Buffer.concat([mac, Buffer.from(position, 'utf8')]).toString('base64url');
    },
    read: async (call, cursor) => {
      if (cursor === undefined) return undefined;
      if (cursor.length > CURSOR_CHARS_MAX || !/^[A-Za-z0-9_-]+$/.test(cursor)) throw invalid();
      const bytes = Buffer.from(cursor, 'base64url');
      if (bytes.length < MAC_BYTES || bytes.toString('base64url') !== cursor) throw invalid();
      const position = bytes.subarray(MAC_BYTES).toString('utf8');
      const mac = await macOf(call, position);
      if (!timingSafeEqual(mac, bytes.subarray(0, MAC_BYTES))) throw invalid();
      return position;
    },
  };
};

const CURSOR_KEY_LABEL = Buffer.from('folio cursor key v1');
const macAnswer = z.looseObject({ Mac: z.base64() });
const signAnswer = z.looseObject({ Signature: z.base64() });

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const macCalls = (kms: JsonService): MacCalls => ({
  mac: async (KeyId, message) => {
    const input = { KeyId, Message: base64(message), MacAlgorithm: 'HMAC_SHA_256' };
    return Buffer.from((await kms('GenerateMac', input, macAnswer)).Mac, 'base64');
  },
  sign: async (KeyId, digest) => {
    const how = { MessageType: 'DIGEST', SigningAlgorithm: 'RSASSA_PKCS1_V1_5_SHA_256' };
    return Buffer.from((await kms('Sign', { KeyId, Message: base64(digest), ...how }, signAnswer)).Signature, 'base64');
  },
});

/**
 * The key of cursors: KMS's own MAC of a constant, fetched once per environment, so that no key is stored anywhere and none of
 * the requests to come waits for KMS.
 */
export const kmsCursorKey = (kms: JsonService, keyId: string) => (): Promise<Uint8Array> =>
  macBy(macCalls(kms), keyId, CURSOR_KEY_LABEL);
