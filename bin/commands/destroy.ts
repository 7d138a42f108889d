import { type Command, Option } from 'commander';
import { liveClock } from '../../functions/kernel/core/live-ports.ts';
import { callerArn } from '../../functions/registry/store/query-service.ts';
import { awsCalls, namesOf } from '../client/aws-calls.ts';
import { assertAccount, awsPlace } from '../client/aws-endpoints.ts';
import { CommandFailure, WrongUse } from '../client/problem-error.ts';
import { type Terminal, terminal } from '../client/terminal.ts';
import { objectsOf } from '../dlq/objects.ts';
import { emptyBucket } from '../stage/buckets.ts';
import { assertThrowAway, type DestroyPorts, destroyStage } from '../stage/destroy-stage.ts';
import { stacksOf } from '../stage/stacks.ts';
import { stackNamesInOrder } from '../stage/stage-names.ts';
import { stageParameters } from '../stage/stage-parameters.ts';
import { explained } from './explained.ts';
import { stageOption, works } from './options.ts';

interface Options {
  readonly target: 'aws';
  readonly stage?: string;
  readonly yes?: boolean;
}

const portsOf = async (stage: string, out: Terminal): Promise<DestroyPorts> => {
  const call = await awsCalls({ target: 'aws', data: '', stage });
  const place = await awsPlace(stage);
  assertAccount(place, await callerArn(call('STS')));
  const { region, credentials } = call('S3');
  const endpoint = place.endpoint('S3') ?? `https://s3.${region}.amazonaws.com`;
  const objects = objectsOf({ endpoint, region, credentials });
  return {
    stacks: stacksOf(call('CLOUDFORMATION')),
    empty: (bucket) => emptyBucket(objects, bucket),
    parameters: stageParameters(call('SSM'), `/${stage}-folio/`),
    clock: liveClock,
    say: out.line,
  };
};

const destroy = async ({ stage, yes }: Options, out: Terminal): Promise<void> => {
  if (stage === undefined) throw new WrongUse('Say which stage: --stage <name>. The main deployment is not destroyed.');
  const ports = await portsOf(stage, out);
  const found = await ports.stacks.list(namesOf({ target: 'aws', data: '', stage }));
  const isGone = found.length === 0 && (await ports.parameters.list()).length === 0;
  if (isGone) {
    out.result({ stage, stacks: [], objects: 0, parameters: 0, left: [] });
    return out.line(`There is nothing of the stage ${stage}.`);
  }
  assertThrowAway(found);
  if (yes !== true) {
    for (const { name, status } of found) out.line(`${name}  ${status}`);
    throw new CommandFailure('All of that would be deleted, with all data. Say --yes to do it.');
  }
  const done = await destroyStage(ports, found, stackNamesInOrder(stage));
  out.result({ stage, ...done });
  const { stacks, objects, parameters, left } = done;
  out.line(`Deleted: ${stacks.length} stacks, ${objects} versions of objects, ${parameters} parameters.`);
  for (const one of left) out.line(`Left: ${one}`);
  if (left.length === 0) out.line('Nothing is left but its key, which KMS deletes after seven days and does not bill.');
  else process.exitCode = 1;
};

/** `folio destroy`: a throw-away stage goes, with all that it has. */
export const destroyCommand = (program: Command): void => {
  works(program.command('destroy'))
    .description('delete a throw-away stage with all its data; a stage that is protected is refused')
    .addOption(new Option('--target <target>', 'where').choices(['aws']).default('aws'))
    .addOption(stageOption())
    .option('--yes', 'delete it; without it only what would go is told')
    .action((options: Options) => explained('aws', () => destroy(options, terminal(program.opts().json === true))));
};
