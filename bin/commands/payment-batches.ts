import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { plain } from '../client/answers.ts';
import type { Api } from '../client/api.ts';
import { hint } from '../client/hints.ts';
import { order } from '../client/order.ts';
import { writeAll } from '../client/outlet.ts';
import { CommandFailure, WrongUse } from '../client/problem-error.ts';
import { readText } from '../client/read-input.ts';
import { said } from '../client/said.ts';
import { saveFile } from '../client/save-file.ts';
import { type Terminal, terminal } from '../client/terminal.ts';
import { apiOf } from './api-of.ts';
import { dataOption, keyOption, limitOption, something, targetOptions, works } from './options.ts';

const batch = z.looseObject({
  id: z.string(),
  state: z.string(),
  mode: z.string(),
  lines: z.int(),
  made: z.int(),
  refused: z.int(),
  createdAt: z.string(),
});
type Batch = z.infer<typeof batch>;
const page = z.looseObject({ data: z.array(batch), nextCursor: z.string().nullable() });
const report = z.looseObject({
  data: z.array(
    z.looseObject({
      line: z.int(),
      state: z.string(),
      paymentId: z.string().nullable(),
      problem: z.looseObject({ type: z.string(), detail: z.string(), pointer: z.string() }).nullable(),
    }),
  ),
  csv: z.string(),
  pain002: z.string().nullable(),
});

const MODES = ['atomic', 'independent'] as const;

interface SendOptions {
  readonly mode: (typeof MODES)[number];
  readonly debtor?: readonly string[];
  readonly reference?: string;
  readonly key?: string;
  readonly data: string;
}

interface ReportOptions {
  readonly format: string;
  readonly out?: string;
  readonly data: string;
}

const tell = (out: Terminal, { id, state, mode, lines, made, refused, createdAt }: Batch): void =>
  out.line(
    `${id}  ${createdAt.slice(0, 19)}  ${state}  ${plain(mode)}  ${lines} lines: ${made} made, ${refused} refused`,
  );

const DEBTOR = /^([A-Z]{2}[0-9A-Z]{3,32})=(.+)$/;
const moreDebtors = (text: string, before: readonly string[] = []): readonly string[] => {
  if (!DEBTOR.test(text)) throw new InvalidArgumentError('Such as DE75512108001245126199=acc_main.');
  return [...before, text];
};

const readReport = (api: Api, id: string) =>
  api.ask((folio) => folio.GET('/v1/payment-batches/{id}/report', { params: { path: { id } } }), report);

/** XML is a pain.001: a CSV begins with the name of a column. @throws WrongUse for debtors of a CSV */
const bodyOf = (content: string, debtors: readonly string[]) => {
  if (!content.trimStart().startsWith('<')) {
    if (debtors.length > 0) throw new WrongUse('A CSV says who pays in its column "from": --debtor is of a pain.001.');
    return { csv: content };
  }
  const pairs = debtors.map((text): [string, string] => {
    const [, iban = '', account = ''] = DEBTOR.exec(text) ?? [];
    return [iban, account];
  });
  return { pain001: content, debtors: Object.fromEntries(pairs) };
};

/** `folio payments batches`: many payments at once. */
export const batchesCommand = (program: Command, payments: Command): void => {
  const batches = payments
    .command('batches')
    .description('list batches, send a CSV or a pain.001 as one, show what became of its lines');
  const outOf = () => terminal(program.opts().json === true);

  targetOptions(batches.command('list').description('newest first'))
    .addOption(dataOption())
    .addOption(limitOption())
    .action(async (options: { readonly limit: string; readonly data: string }, command: Command) => {
      const out = outOf();
      const query = { limit: options.limit };
      const api = await apiOf(options, command);
      const all = await api.ask((folio) => folio.GET('/v1/payment-batches', { params: { query } }), page);
      out.result(all);
      for (const one of all.data) tell(out, one);
      if (all.data.length === 0) out.line('No batches.');
    });

  targetOptions(works(batches.command('send')).description('a CSV or a pain.001; the same file again is refused'))
    .argument(
      '<file>',
      'a pain.001, or a CSV (- reads the standard input) with a header of from, amount, currency, reference, scheduledFor, metadata.<key>, and whom it pays: account, or rail with destination, name, iban, bic, routingNumber, accountNumber, accountKind, entryClass',
      something,
    )
    .addOption(dataOption())
    .option(
      '--debtor <iban=account>',
      'of a pain.001: which account pays for a debtor’s IBAN; once for each',
      moreDebtors,
    )
    .addOption(
      new Option('--mode <mode>', 'atomic: all lines or none; independent: each by itself')
        .choices(MODES)
        .default('independent'),
    )
    .option('--reference <text>', 'makes the same lines another batch', something)
    .addOption(keyOption())
    .action(async (file: string, options: SendOptions, command: Command) => {
      const out = outOf();
      const { mode, reference, debtor = [] } = options;
      const body = { mode, ...said({ reference }), ...bodyOf((await readText(file)).replace(/^\uFEFF/, ''), debtor) };
      const api = await apiOf(options, command);
      const one = await order(
        api,
        options,
        (folio, header) => folio.POST('/v1/payment-batches', { params: { header }, body }),
        batch,
      );
      out.result(one);
      tell(out, one);
      out.line(`What becomes of its lines: ${hint('payments', 'batches', 'show', one.id)}`);
    });

  targetOptions(batches.command('report').description('what became of each line, as a file'))
    .argument('<id>', 'bat_...', something)
    .addOption(dataOption())
    .addOption(
      new Option('--format <name>', 'csv; pain002: of a pain.001, with how far its payments have come')
        .choices(['csv', 'pain002'])
        .default('csv'),
    )
    .option('--out <path>', 'into this file, and not onto the screen', something)
    .action(async (id: string, options: ReportOptions, command: Command) => {
      const out = outOf();
      const { csv, pain002 } = await readReport(await apiOf(options, command), id);
      const content = options.format === 'csv' ? csv : pain002;
      if (content === null) throw new CommandFailure('The batch was no pain.001. Ask for --format csv.');
      const { format, out: to } = options;
      if (to !== undefined) {
        const bytes = await saveFile(to, [Buffer.from(content)]);
        out.result({ id, format, out: to, bytes });
        out.line(`${plain(id)}: ${bytes} bytes in ${to}.`);
      } else if (out.json) out.result({ id, format, content });
      else await writeAll([content]);
    });

  targetOptions(batches.command('show').description('what became of each line'))
    .argument('<id>', 'bat_...', something)
    .addOption(dataOption())
    .action(async (id: string, options: { readonly data: string }, command: Command) => {
      const out = outOf();
      const api = await apiOf(options, command);
      const params = { path: { id } };
      const one = await api.ask((folio) => folio.GET('/v1/payment-batches/{id}', { params }), batch);
      const all = await readReport(api, id);
      out.result({ ...one, report: all.data });
      tell(out, one);
      for (const { line, state, paymentId, problem } of all.data) {
        const why =
          problem === null ? '' : `${plain(problem.type)} at ${plain(problem.pointer)}: ${plain(problem.detail)}`;
        out.line(`  ${line}  ${state}  ${paymentId ?? why}`);
      }
    });
};
