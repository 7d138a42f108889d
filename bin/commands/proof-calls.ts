import type { Command } from 'commander';
import * as z from 'zod';
import { formatTime, parseTime } from '../../functions/kernel/values/time.ts';
import { listedCalls } from '../audit/read-calls.ts';
import { plain } from '../client/answers.ts';
import { promisedBy } from '../client/api.ts';
import { saveFile } from '../client/save-file.ts';
import { terminal } from '../client/terminal.ts';
import { jsonText } from '../client/visible.ts';
import { apiOf } from './api-of.ts';
import { dataOption, dayOrTime, something, targetOptions } from './options.ts';

/** What a proof says beside what it is of. */
export const inLog = {
  salt: z.string().max(64),
  leafIndex: z.int().min(0),
  inclusion: z.array(z.string().max(64)).max(64),
  checkpoint: z.string().max(10_000),
};

export const callDocument = z.object({
  format: z.literal('folio-call-proof/1'),
  call: z.looseObject({
    ...{ requestId: z.string(), at: z.string(), number: z.int().nullable(), status: z.int() },
    ...{ tenant: z.string().nullable(), clientId: z.string().nullable(), route: z.string().nullable() },
  }),
  ...inLog,
});

/** Of calls that are listed unless more is asked for. */
const DAY_MS = 24 * 3_600_000;

/** A day begins at midnight, UTC. */
const asTime = (said: string): string => (parseTime(said) === undefined ? `${said}T00:00:00.000Z` : said);

interface Times {
  readonly data: string;
  readonly from?: string;
  readonly to?: string;
}

interface One {
  readonly data: string;
  readonly at: string;
  readonly out?: string;
}

/** `folio proof calls` and `folio proof call`. */
export const addCallCommands = (group: Command, program: Command): void => {
  const list = group.command('calls').description('list who called what, and with which result, by the access log');
  targetOptions(list)
    .addOption(dataOption())
    .option('--from <time>', 'from this day or time on; the last 24 hours unless said', dayOrTime)
    .option('--to <time>', 'up to this day or time; now unless said', dayOrTime)
    .action(async ({ from, to, ...options }: Times) => {
      const now = Date.now();
      const times = { from: asTime(from ?? formatTime(now - DAY_MS)), to: asTime(to ?? formatTime(now)) };
      const out = terminal(program.opts().json === true);
      const api = await apiOf(options, list);
      const calls: unknown[] = [];
      for await (const some of listedCalls(api, times))
        for (const { call, leafIndex } of some) {
          const { at, status, route, clientId, requestId } = call;
          const text = `${at}  ${status}  ${(route ?? '-').padEnd(36)}  ${clientId ?? '-'}  ${requestId}`;
          out.line(plain(text));
          calls.push({ ...call, leafIndex });
        }
      if (calls.length === 0) out.line('No calls.');
      out.result({ calls });
    });
  const get = group.command('call').description('get the proof of one call, by its request id');
  targetOptions(get)
    .argument('<request-id>', 'as the answer named it: x-request-id', something)
    .addOption(dataOption())
    .requiredOption('--at <time>', 'when it was called: as listed, or up to 30 seconds later', dayOrTime)
    .option('--out <file>', 'write it into a file', something)
    .action(async (requestId: string, { at, out: file, ...options }: One) => {
      const out = terminal(program.opts().json === true);
      const api = await apiOf(options, get);
      const query = { requestId, at: asTime(at) };
      const answer = await api.answer((folio) => folio.GET('/v1/log/calls/proof', { params: { query } }));
      const proof = promisedBy(answer, callDocument);
      const text = jsonText(proof, 2);
      if (file === undefined) out.line(text);
      else {
        await saveFile(file, [Buffer.from(`${text}\n`)]);
        out.line(`${plain(requestId)} is leaf ${proof.leafIndex} of the access log. Its proof is in ${file}.`);
      }
      out.result(proof);
    });
};
