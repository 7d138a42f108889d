import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { buildOnReceipts } from '../../../functions/proof/handlers/on-receipts.ts';
import { kmsLogKey, LOG_NAMES } from '../../../functions/proof/kms/log-key.ts';
import { type NoteKey, rawPublicKey } from '../../../functions/proof/model/note/signed-note.ts';
import type { Handler, ProcessPorts } from '../machine/machine.ts';
import { withBase64, withBytes } from './bytes.ts';
import { type Command, clientOf, type Services, TABLES } from './outside.ts';

const context = { getRemainingTimeInMillis: () => 30_000 } as Context;
const KEY_ID = 'log';

/** PKCS #8 of an Ed25519 key (RFC 8410): the same in every run, so that a trace is. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const privateKey = createPrivateKey({
  key: Buffer.concat([PKCS8, Buffer.alloc(32, 7)]),
  format: 'der',
  type: 'pkcs8',
});
const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });

/** What checkpoints of the simulation are verified with. */
export const LOG_KEY: NoteKey = { name: `${LOG_NAMES.receipts}/${KEY_ID}`, publicKey: rawPublicKey(spki) };

/** KMS: Ed25519 has one signature for each text. */
const kms = async ({ input }: Command): Promise<unknown> => {
  const { Message } = input as { readonly Message?: Uint8Array };
  return Message === undefined ? { PublicKey: spki } : { Signature: sign(null, Message, privateKey) };
};

/** A table that holds bytes, as a process reaches it. */
const tableOf = (services: Services) => async (command: Command) => {
  const input = withBase64(command.input) as object;
  return withBytes(await services.table({ constructor: command.constructor, input }));
};

/** A cold start of the sequencer of the log. */
export const startProof = (name: string, ports: ProcessPorts, services: Services): Handler | undefined => {
  if (name !== 'on-receipts') return undefined;
  const { clock, random } = ports;
  const store = { dynamo: clientOf(ports, tableOf(services)), table: TABLES.proof, clock, random };
  const handler = buildOnReceipts(store, kmsLogKey(clientOf(ports, kms), KEY_ID, LOG_NAMES.receipts), {
    clock,
    log: services.log,
  });
  return (event) => handler(event as never, context);
};
