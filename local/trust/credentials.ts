import { randomBytes } from 'node:crypto';
import type { Secret } from './door.ts';

/** What a caller of the emulated AWS signs with. */
export interface Credentials {
  /** Says who calls, and is no secret: it stands in CloudTrail's records. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** What proves the caller. AWS's clients and signers send it as it is with each call. */
  readonly sessionToken: string;
}

const SECRET_BYTES = 32;
/** Where AWS's clients put the session token. */
export const TOKEN_HEADER = 'x-amz-security-token';

const random = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/**
 * Those of one start: functions get them by environment, as Lambda's roles do, and the command line from `local.json`, which its
 * owner alone reads. The signature is not verified, which would cost each call of the money path its hashes once more: on
 * loopback nobody sees the token of another who could not read `local.json` as well.
 */
export const newCredentials = (): Credentials => ({
  accessKeyId: 'local',
  secretAccessKey: random(),
  sessionToken: random(),
});

/** What the doors of the emulated AWS ask for. */
export const secretOf = ({ sessionToken }: Pick<Credentials, 'sessionToken'>): Secret => ({
  header: TOKEN_HEADER,
  value: Buffer.from(sessionToken),
});
