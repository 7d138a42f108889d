import type { Command } from 'commander';
import * as z from 'zod';
import { parseStrictJson } from '../../functions/kernel/values/strict-json.ts';
import { readCheckpoint } from '../../functions/proof/model/note/checkpoint.ts';
import { cosignedAt } from '../../functions/proof/model/note/cosignature.ts';
import { type NoteKey, verifierText } from '../../functions/proof/model/note/signed-note.ts';
import { verifyCallProof, verifyProof } from '../../functions/proof/model/verify-proof.ts';
import { plain } from '../client/answers.ts';
import { promisedBy } from '../client/api.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { accessKeyOf, fetchLog, fetchLogKey, readLogKey, readWitness } from '../client/public-log.ts';
import { readText } from '../client/read-input.ts';
import { saveFile } from '../client/save-file.ts';
import { terminal } from '../client/terminal.ts';
import { jsonText } from '../client/visible.ts';
import { askWitness } from '../client/witness.ts';
import { apiOf } from './api-of.ts';
import { dataOption, something, targetOptions, webUrl } from './options.ts';
import { addCallCommands, callDocument, inLog } from './proof-calls.ts';

const document = z.object({
  format: z.literal('folio-proof/1'),
  receipt: z.looseObject({ id: z.string(), at: z.string(), operation: z.string(), status: z.number() }),
  ...inLog,
});
const eitherProof = z.discriminatedUnion('format', [document, callDocument]);
type EitherProof = z.infer<typeof eitherProof>;

/** Of a proof's file: a receipt has at most 64 KB, and a proof some kilobytes more. */
const FILE_BYTES_MAX = 1_000_000;

const readProof = async (path: string) => {
  const text = await readText(path);
  if (text.length > FILE_BYTES_MAX) throw new CommandFailure(`${path} is too large for a proof.`);
  try {
    // Strictly: no two readers take a member that is named twice, or nesting without end, for different proofs.
    return eitherProof.parse(parseStrictJson(text));
  } catch (cause) {
    throw new CommandFailure(`${path} is no proof of the form folio-proof/1 or folio-call-proof/1.`, { cause });
  }
};

/** What is proved, in words, and whether it is. */
const verified = (proof: EitherProof, key: NoteKey) => {
  const { leafIndex } = proof;
  if (proof.format === 'folio-proof/1') {
    const { id, operation, at } = proof.receipt;
    return { id, what: `${operation}, ${at}`, leafIndex, verdict: verifyProof(proof, key) };
  }
  const { requestId, route, status, at } = proof.call;
  const what = `${route ?? 'no route'}, ${status}, ${at}`;
  return { id: requestId, what, leafIndex, verdict: verifyCallProof(proof, accessKeyOf(key)) };
};

interface CosignOptions {
  readonly data: string;
  readonly witness: string;
  readonly witnessKey: string;
  readonly out?: string;
}

const HELP = `
calls lists who called what in your tenant's name, and with which result; call gets the proof of one by the request id that its caller was
told (the header x-request-id). The client needs the scope proof:access.

verify asks nobody: it needs the file and the public key of the log, which "folio proof key" prints. Get the key once, by a way that you trust,
and keep it in a file.

cosign asks a witness (C2SP tlog-witness) to vouch for the newest checkpoint. What it prints shows the log as the witness has seen it: two
clients whose checkpoints have its line see one log.

Exit codes: 0 proved or cosigned; 1 not proved, or a file that cannot be read; 2 wrong use.`;

/** `folio proof`: that a receipt is in the public log, and a call in the access log. */
export const proofCommand = (program: Command): void => {
  const group = program
    .command('proof')
    .description('prove that a receipt is in the public log, and a call in the access log')
    .addHelpText('after', HELP);
  const key = group.command('key').description('the public key of the log, as the deployment names it');
  targetOptions(key)
    .addOption(dataOption())
    .option('--access', 'of the access log')
    .action(async (options: { readonly data: string; readonly access?: true }) => {
      const out = terminal(program.opts().json === true);
      const { target } = await apiOf(options, key);
      const text = verifierText(await fetchLogKey(target, options.access === true ? 'calls' : 'receipts'));
      out.line(text);
      out.result({ key: text });
    });
  const get = group.command('get').description('get the proof of a transaction or another receipt');
  targetOptions(get)
    .argument('<id>', 'of a transaction or a receipt', something)
    .addOption(dataOption())
    .option('--out <file>', 'write it into a file', something)
    .action(async (id: string, options: { readonly data: string; readonly out?: string }) => {
      const out = terminal(program.opts().json === true);
      const api = await apiOf(options, get);
      const params = { path: { id } };
      // The document of the API names three members of a receipt, and leaves the others to GET /v1/receipts/{id}.
      const answer = await api.answer((folio) => folio.GET('/v1/receipts/{id}/proof', { params }));
      const proof = promisedBy(answer, document);
      // It proves a digest of what it says: shown or saved, not one character of it may change.
      const text = jsonText(proof, 2);
      if (options.out === undefined) out.line(text);
      else {
        await saveFile(options.out, [Buffer.from(`${text}\n`)]);
        out.line(`${plain(id)} is leaf ${proof.leafIndex} of the log. Its proof is in ${options.out}.`);
      }
      out.result(proof);
    });
  addCallCommands(group, program);
  const cosign = group.command('cosign').description('have a witness vouch for the newest checkpoint of the log');
  targetOptions(cosign)
    .addOption(dataOption())
    .requiredOption('--witness <url>', 'of the witness, before /add-checkpoint', webUrl)
    .requiredOption('--witness-key <key>', 'its verifier key, or a file that holds it', something)
    .option('--out <file>', 'write the cosigned checkpoint into a file', something)
    .action(async (options: CosignOptions) => {
      const out = terminal(program.opts().json === true);
      const { target } = await apiOf(options, cosign);
      const [key, witness] = [await fetchLogKey(target), await readWitness(options.witnessKey)];
      const note = (await fetchLog(target, 'checkpoint'))?.toString('utf8');
      const tree = note === undefined ? undefined : readCheckpoint(note, key);
      if (note === undefined || tree === undefined) throw new CommandFailure(`${target.url} shows no checkpoint yet.`);
      const lines = await askWitness(options.witness, { note, tree, fetchLog: (path) => fetchLog(target, path) });
      const cosigned = note + lines;
      const at = cosignedAt(cosigned, witness);
      if (at === undefined) throw new CommandFailure(`${options.witness} answers with no signature of --witness-key.`);
      const time = new Date(at * 1_000).toISOString();
      if (options.out !== undefined) await saveFile(options.out, [Buffer.from(cosigned)]);
      if (options.out === undefined) out.line(cosigned.trimEnd());
      else out.line(`${plain(witness.name)} vouches at ${time} for a log of ${tree.size}: see ${options.out}.`);
      out.result({ size: tree.size, witness: witness.name, at: time, checkpoint: cosigned });
    });
  group
    .command('verify')
    .description('check a proof offline, with the public key alone')
    .argument('<file>', 'as written by get', something)
    .requiredOption('--key <key>', 'the verifier key of the log, or a file that holds it', something)
    .action(async (file: string, options: { readonly key: string }) => {
      const out = terminal(program.opts().json === true);
      const { id, what, leafIndex, verdict } = verified(await readProof(file), await readLogKey(options.key));
      if (verdict.proved)
        out.line(`Proved: ${plain(id)} (${plain(what)}) is leaf ${leafIndex} of a log of ${verdict.size}.`);
      else out.line(`Not proved. ${verdict.why}`);
      out.result({ id, leafIndex, ...verdict });
      if (!verdict.proved) process.exitCode = 1;
    });
};
