import { buffer } from 'node:stream/consumers';
import { type Command, Option } from 'commander';
import * as z from 'zod';
import type { components } from '../../clients/typescript/src/api.ts';
import { plain } from '../client/answers.ts';
import { order } from '../client/order.ts';
import { writeAll } from '../client/outlet.ts';
import { contentOf, fileLine, filePage, paymentFile, showFile, waitForFile } from '../client/payment-files.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { nameOf, readText } from '../client/read-input.ts';
import { said } from '../client/said.ts';
import { saveFile } from '../client/save-file.ts';
import { terminal } from '../client/terminal.ts';
import { apiOf } from './api-of.ts';
import { clockTime, dataOption, keyOption, limitOption, something, targetOptions, works } from './options.ts';

interface Options {
  readonly data: string;
  readonly rail: string;
  readonly direction?: 'out' | 'in';
  readonly limit: string;
  readonly key?: string;
  readonly out?: string;
  readonly name: string;
  readonly iban?: string;
  readonly bic?: string;
  readonly routingNumber?: string;
  readonly bankName?: string;
  readonly companyId?: string;
  readonly description?: string;
  readonly cutOff?: string;
}

const originatorView = z.looseObject({ nextCutOff: z.string() });
const WAIT_MS = 60_000;
const RAIL = ['--rail <name>', 'a rail that goes by files', something] as const;

/** `folio files`: what goes to banks and comes from them. */
export const filesCommand = (program: Command): void => {
  const files = program
    .command('files')
    .description('write files for banks, hand in those of banks, list and read them');
  const outOf = () => terminal(program.opts().json === true);

  targetOptions(files.command('list').description('newest first'))
    .addOption(dataOption())
    .option('--rail <name>', 'only those of this rail', something)
    .addOption(new Option('--direction <way>', 'out: for banks; in: of banks').choices(['out', 'in']))
    .addOption(limitOption())
    .action(async (options: Options, command: Command) => {
      const out = outOf();
      const { rail, direction, limit } = options;
      const query = said({ limit, rail, direction });
      const api = await apiOf(options, command);
      const page = await api.ask((folio) => folio.GET('/v1/payment-files', { params: { query } }), filePage);
      out.result(page);
      for (const one of page.data) out.line(fileLine(one));
      if (page.data.length === 0) out.line('No files.');
    });

  const write = targetOptions(
    works(files.command('write')).description('write what is gathered now, before its cut-off'),
  );
  write
    .addOption(dataOption())
    .requiredOption(...RAIL)
    .addOption(keyOption())
    .action(async (options: Options, command: Command) => {
      const out = outOf();
      const body = { rail: options.rail };
      const api = await apiOf(options, command);
      const made = await order(
        api,
        options,
        (folio, header) => folio.POST('/v1/payment-files', { params: { header }, body }),
        paymentFile,
      );
      const file = await waitForFile(api, made.id, WAIT_MS, out.progress);
      out.result(file);
      showFile(file, out);
    });

  const put = targetOptions(works(files.command('put')).description('hand in a file of a bank, up to 4 MB'));
  put
    .argument('<file>', 'as the bank wrote it; - reads it from the standard input', something)
    .addOption(dataOption())
    .requiredOption(...RAIL)
    .addOption(keyOption())
    .action(async (path: string, options: Options, command: Command) => {
      const out = outOf();
      const { rail } = options;
      const content = await readText(path, 'put it into the inbox bucket');
      const api = await apiOf(options, command);
      const body = { rail, content };
      const made = await order(
        api,
        options,
        (folio, header) => folio.POST('/v1/payment-files/inbox', { params: { header }, body }),
        paymentFile,
      );
      const file = await waitForFile(api, made.id, WAIT_MS, out.progress);
      out.result(file);
      showFile(file, out);
      if (file.state === 'refused') throw new CommandFailure(`${nameOf(path)} was refused: nothing of it counts.`);
    });

  targetOptions(files.command('get').description('the content of a file'))
    .argument('<id>', 'file_...', something)
    .addOption(dataOption())
    .option('--out <path>', 'into this file, and not onto the screen', something)
    .action(async (id: string, options: Options, command: Command) => {
      const api = await apiOf(options, command);
      const { out: path } = options;
      const out = outOf();
      const content = contentOf(api, id);
      if (path !== undefined) {
        const bytes = await saveFile(path, content);
        out.result({ id, out: path, bytes });
        out.line(`${plain(id)}: ${bytes} bytes in ${path}.`);
      } else if (out.json) {
        const bytes = await buffer(content);
        out.result({ id, bytes: bytes.length, base64: bytes.toString('base64') });
      } else await writeAll(content);
    });

  const originator = targetOptions(
    works(files.command('originator')).description('say who pays by the files of a rail'),
  );
  originator
    .addOption(dataOption())
    .requiredOption(...RAIL)
    .requiredOption('--name <name>', 'as the bank knows it', something)
    .option('--iban <iban>', 'the account that pays, over sepa', something)
    .option('--bic <bic>', 'of the bank, over sepa', something)
    .option('--routing-number <digits>', 'of the bank, over ach', something)
    .option('--bank-name <name>', 'of the bank, over ach', something)
    .option('--company-id <id>', 'ten characters by which the bank knows the company, over ach', something)
    .option('--description <text>', 'what the payee’s statement shows, over ach', something)
    .option('--cut-off <time>', 'HH:MM, where the bank has another than the rail', clockTime)
    .addOption(keyOption())
    .action(async (options: Options, command: Command) => {
      const out = outOf();
      const { rail, name, iban, bic, routingNumber, bankName, companyId, description, cutOff } = options;
      // Which of them a rail asks for is the API's to say.
      const given = said({ name, iban, bic, routingNumber, bankName, companyId, description, cutOff });
      const body = given as components['schemas']['NewPaymentOriginator'];
      const api = await apiOf(options, command);
      const set = await order(
        api,
        options,
        (folio, header) =>
          folio.POST('/v1/payment-rails/{rail}/originator', { params: { path: { rail }, header }, body }),
        originatorView,
      );
      out.result(set);
      out.line(
        `${rail}: ${name} pays from ${iban ?? routingNumber}. The next file is cut off at ${plain(set.nextCutOff)}.`,
      );
    });
};
