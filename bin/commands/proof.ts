import type { Command } from 'commander';
import * as z from 'zod';
import { verifierText } from '../../functions/proof/model/note/signed-note.ts';
import { verifyProof } from '../../functions/proof/model/verify-proof.ts';
import { plain } from '../client/answers.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { fetchLogKey, readLogKey } from '../client/public-log.ts';
import { readText } from '../client/read-input.ts';
import { saveFile } from '../client/save-file.ts';
import { terminal } from '../client/terminal.ts';
import { jsonText } from '../client/visible.ts';
import { apiOf } from './api-of.ts';
import { dataOption, something, targetOptions } from './options.ts';

const document = z.object({
  format: z.literal('folio-proof/1'),
  receipt: z.looseObject({ id: z.string(), at: z.string(), operation: z.string(), status: z.number() }),
  salt: z.string().max(64),
  leafIndex: z.int().min(0),
  inclusion: z.array(z.string().max(64)).max(64),
  checkpoint: z.string().max(10_000),
});

/** Of a proof's file: a receipt has at most 64 KB, and a proof some kilobytes more. */
const FILE_BYTES_MAX = 1_000_000;

const readProof = async (path: string) => {
  const text = await readText(path);
  if (text.length > FILE_BYTES_MAX) throw new CommandFailure(`${path} is too large for a proof.`);
  try {
    return document.parse(JSON.parse(text));
  } catch (cause) {
    throw new CommandFailure(`${path} is no proof of the form folio-proof/1.`, { cause });
  }
};

const HELP = `
verify asks nobody: it needs the file and the public key of the log, which "folio proof key" prints. Get the key once, by a way that you trust,
and keep it in a file.

Exit codes: 0 proved; 1 not proved, or a file that cannot be read; 2 wrong use.`;

/** `folio proof`: that a receipt is in the public log. */
export const proofCommand = (program: Command): void => {
  const group = program
    .command('proof')
    .description('prove that a receipt is in the public log')
    .addHelpText('after', HELP);
  const key = group.command('key').description('the public key of the log, as the deployment names it');
  targetOptions(key)
    .addOption(dataOption())
    .action(async (options: { readonly data: string }) => {
      const out = terminal(program.opts().json === true);
      const { target } = await apiOf(options, key);
      const text = verifierText(await fetchLogKey(target));
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
      const request = { method: 'GET', path: `/v1/receipts/${encodeURIComponent(id)}/proof` } as const;
      const proof = await api.get(request, document);
      // It proves a digest of what it says: shown or saved, not one character of it may change.
      const text = jsonText(proof, 2);
      if (options.out === undefined) out.line(text);
      else {
        await saveFile(options.out, [Buffer.from(`${text}\n`)]);
        out.line(`${plain(id)} is leaf ${proof.leafIndex} of the log. Its proof is in ${options.out}.`);
      }
      out.result(proof);
    });
  group
    .command('verify')
    .description('check a proof offline, with the public key alone')
    .argument('<file>', 'as written by get', something)
    .requiredOption('--key <key>', 'the verifier key of the log, or a file that holds it', something)
    .action(async (file: string, options: { readonly key: string }) => {
      const out = terminal(program.opts().json === true);
      const proof = await readProof(file);
      const verdict = verifyProof(proof, await readLogKey(options.key));
      const { id, operation, at } = proof.receipt;
      if (verdict.proved)
        out.line(
          `Proved: ${plain(id)} (${plain(operation)}, ${plain(at)}) is leaf ${proof.leafIndex} of a log of ${verdict.size}.`,
        );
      else out.line(`Not proved. ${verdict.why}`);
      out.result({ id, leafIndex: proof.leafIndex, ...verdict });
      if (!verdict.proved) process.exitCode = 1;
    });
};
