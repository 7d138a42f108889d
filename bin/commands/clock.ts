import { type Command, InvalidArgumentError } from 'commander';
import { readSeconds } from '../../local/control/orders.ts';
import { noCloudOn } from '../client/hints.ts';
import { type ClockView, orderClock } from '../client/local-control.ts';
import { runningLocal } from '../client/target.ts';
import { terminal } from '../client/terminal.ts';
import { dataOption, works } from './options.ts';

const DAY_SECONDS = 86_400;

const time = (text: string): string => {
  if ((readSeconds(text) ?? 0) < 1)
    throw new InvalidArgumentError('A time is a number with s, m, h, d or w, such as 90s, 30d or 1d12h.');
  return text;
};

const shown = ({ now, aheadSeconds }: ClockView): string =>
  `${now}, ${(aheadSeconds / DAY_SECONDS).toFixed(2)} days ahead of this machine's clock`;

/** `folio clock`: the time of a local cloud that was started with `--clock`, to be looked at and moved ahead. */
export const clockCommand = (program: Command): void => {
  const clock = program
    .command('clock')
    .description('the time of a local cloud started with --clock: it can be moved ahead');
  const order = async (data: string, advance?: string): Promise<void> => {
    const out = terminal(program.opts().json === true);
    const local = await runningLocal(data);
    if (local === undefined) throw noCloudOn(data);
    const view = await orderClock(local, advance);
    out.result(view);
    out.line(shown(view));
  };
  works(clock.command('advance'))
    .description('move everything ahead: what is due by then is done within seconds')
    .argument('<time>', 'such as 90s, 15m, 12h, 30d, 1d12h', time)
    .addOption(dataOption())
    .action((advance: string, { data }: { readonly data: string }) => order(data, advance));
  clock
    .command('show')
    .description('what its clock shows')
    .addOption(dataOption())
    .action(({ data }: { readonly data: string }) => order(data));
};
