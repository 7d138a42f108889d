import { type Command, Option } from 'commander';
import { paymentState } from '../../functions/payments/contract/schemas.ts';
import { bankTask, taskLine, taskPage } from '../client/bank-tasks.ts';
import { order } from '../client/order.ts';
import { payment, paymentPage, readPayment, shortLine, showPayment } from '../client/payments.ts';
import { said } from '../client/said.ts';
import { terminal } from '../client/terminal.ts';
import { apiOf } from './api-of.ts';
import { dataOption, keyOption, limitOption, something, targetOptions, works } from './options.ts';
import { batchesCommand } from './payment-batches.ts';
import { clearingCommand } from './payment-clearing.ts';
import { limitsCommand } from './payment-limits.ts';
import { rulesCommand } from './payment-rules.ts';
import { schedulesCommand } from './payment-schedules.ts';

interface ListOptions {
  readonly state?: (typeof paymentState.options)[number];
  readonly account?: string;
  readonly limit: string;
  readonly data: string;
}

interface ResolveOptions {
  readonly outcome: (typeof OUTCOMES)[number];
  readonly key?: string;
  readonly data: string;
}

const OUTCOMES = ['settled', 'failed', 'returned'] as const;
const DEEDS = [
  ['approve', 'agree to a payment'],
  ['reject', 'say no to a payment that waits'],
  ['cancel', 'stop a payment'],
] as const;

/** `folio payments`: what was promised and how far it has come. */
export const paymentsCommand = (program: Command): void => {
  const payments = program
    .command('payments')
    .description(
      'list payments, show one, approve, reject, cancel or resolve one; limits, approval rules, schedules, batches',
    );
  const outOf = () => terminal(program.opts().json === true);

  targetOptions(payments.command('list').description('newest first'))
    .addOption(dataOption())
    .addOption(new Option('--state <state>', 'only those in this state').choices(paymentState.options))
    .option('--account <id>', 'only those from or to this account', something)
    .addOption(limitOption())
    .action(async (options: ListOptions, command: Command) => {
      const out = outOf();
      const { state, account, limit } = options;
      const query = said({ limit, state, account });
      const api = await apiOf(options, command);
      const page = await api.ask((folio) => folio.GET('/v1/payments', { params: { query } }), paymentPage);
      out.result(page);
      for (const one of page.data) out.line(shortLine(one));
      if (page.data.length === 0) out.line('No payments.');
    });

  targetOptions(payments.command('show').description('one payment with its timeline'))
    .argument('<id>', 'pay_...', something)
    .addOption(dataOption())
    .action(async (id: string, options: { readonly data: string }, command: Command) => {
      const out = outOf();
      const one = await readPayment(await apiOf(options, command), id);
      out.result(one);
      showPayment(one, out);
    });

  limitsCommand(program, payments);
  rulesCommand(program, payments);
  schedulesCommand(program, payments);
  batchesCommand(program, payments);
  clearingCommand(program, payments);

  for (const [name, description] of DEEDS)
    targetOptions(
      works(payments.command(name)).description(
        `${description}${name === 'cancel' ? '' : ', as another client than its maker'}`,
      ),
    )
      .argument('<id>', 'pay_...', something)
      .addOption(dataOption())
      .addOption(keyOption())
      .action(async (id: string, options: { key?: string; data: string }, command: Command) => {
        const out = outOf();
        const api = await apiOf(options, command);
        const one = await order(
          api,
          options,
          (folio, header) => folio.POST(`/v1/payments/{id}/${name}` as const, { params: { path: { id }, header } }),
          payment,
        );
        out.result(one);
        showPayment(one, out);
      });
  const tasksOf = targetOptions(payments.command('tasks').description('what a bank says that fits no payment'));
  tasksOf
    .addOption(dataOption())
    .option('--all', 'the closed ones too')
    .addOption(limitOption())
    .action(async (options: { all?: boolean; limit: string; data: string }, command: Command) => {
      const out = outOf();
      const query = { limit: options.limit, ...(options.all ? {} : { state: 'open' as const }) };
      const api = await apiOf(options, command);
      const page = await api.ask((folio) => folio.GET('/v1/payment-tasks', { params: { query } }), taskPage);
      out.result(page);
      for (const one of page.data) out.line(taskLine(one));
      if (page.data.length === 0) out.line('Nothing to look at.');
    });

  const close = works(payments.command('close-task'));
  targetOptions(close.description('say that a task is done'))
    .argument('<id>', 'task_...', something)
    .addOption(dataOption())
    .addOption(keyOption())
    .action(async (id: string, options: { key?: string; data: string }, command: Command) => {
      const out = outOf();
      const api = await apiOf(options, command);
      const task = await order(
        api,
        options,
        (folio, header) => folio.POST('/v1/payment-tasks/{id}/close', { params: { path: { id }, header } }),
        bankTask,
      );
      out.result(task);
      out.line(taskLine(task));
    });

  const resolve = works(payments.command('resolve'));
  targetOptions(resolve.description('say what has become of a payment that is stuck, as another client than its maker'))
    .argument('<id>', 'pay_...', something)
    .addOption(dataOption())
    .addOption(
      new Option('--outcome <outcome>', 'settled: the rail has paid; failed: it has not; returned: it came back')
        .choices(OUTCOMES)
        .makeOptionMandatory(),
    )
    .addOption(keyOption())
    .action(async (id: string, options: ResolveOptions, command: Command) => {
      const out = outOf();
      const { outcome } = options;
      const api = await apiOf(options, command);
      const one = await order(
        api,
        options,
        (folio, header) =>
          folio.POST('/v1/payments/{id}/resolve', { params: { path: { id }, header }, body: { outcome } }),
        payment,
      );
      out.result(one);
      showPayment(one, out);
    });
};
