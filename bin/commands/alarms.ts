import { type Command, Option } from 'commander';
import { jsonService } from '../../functions/kernel/aws/aws-call.ts';
import { type AlarmView, alarmsOf } from '../alarms/read-alarms.ts';
import { plain } from '../client/answers.ts';
import { awsCalls, type Deployment, namesOf } from '../client/aws-calls.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { terminal } from '../client/terminal.ts';
import { explained } from './explained.ts';
import { dataOption, stageOption } from './options.ts';

const linesOf = ({ name, since, says, owner, tier, runbook }: AlarmView): readonly string[] => [
  `${plain(name)}  since ${since}`,
  `  ${plain(says)}`,
  ...(runbook === null ? [] : [`  Tier ${tier}, owner ${plain(owner ?? 'unknown')}. What to do: ${plain(runbook)}`]),
];

/** `folio alarms`: which alarms are in ALARM, since when, why, and with which runbook. */
export const alarmsCommand = (program: Command): void => {
  program
    .command('alarms')
    .description('which alarms are in ALARM, since when and why')
    .option('--all', 'also those in OK and INSUFFICIENT_DATA')
    .addOption(new Option('--target <target>', 'where').choices(['local', 'aws']).default('local'))
    .addOption(stageOption())
    .addOption(dataOption())
    .action((options: Deployment & { readonly all?: boolean }) =>
      explained(options.target, async () => {
        const out = terminal(program.opts().json === true);
        const call = await awsCalls(options);
        // CloudWatch's JSON protocol is 1.0.
        const cloudwatch = jsonService(call('CLOUDWATCH'), 'monitoring', 'GraniteServiceVersion20100801', '1.0');
        const alarms = await alarmsOf(cloudwatch, namesOf(options));
        if (alarms.length === 0)
          throw new CommandFailure(
            `There are no alarms whose names begin with ${namesOf(options)}: is it deployed there?`,
          );
        const inAlarm = alarms.filter(({ state }) => state === 'ALARM');
        out.result(options.all === true ? alarms : inAlarm);
        for (const line of inAlarm.flatMap(linesOf)) out.line(line);
        if (inAlarm.length === 0) out.line(`None of ${alarms.length} alarms is in ALARM.`);
        if (options.all !== true) return;
        for (const { name, state } of alarms) if (state !== 'ALARM') out.line(`${plain(name)}  ${state}`);
      }),
    );
};
