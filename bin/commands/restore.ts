import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { jsonService } from '../../functions/kernel/aws/aws-call.ts';
import { liveClock } from '../../functions/kernel/core/live-ports.ts';
import { parseTime } from '../../functions/kernel/values/time.ts';
import { callerArn } from '../../functions/registry/store/query-service.ts';
import { stackName } from '../../lib/platform/stack-name.ts';
import { readStageFile } from '../../lib/platform/stage-file.ts';
import { awsCalls } from '../client/aws-calls.ts';
import { assertAccount, awsPlace } from '../client/aws-endpoints.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { PROJECT_DIR } from '../client/project.ts';
import { LOCAL_RESTORED_TABLES } from '../client/synthesis.ts';
import { type Terminal, terminal } from '../client/terminal.ts';
import { restoreTable } from '../restore/restore-table.ts';
import { withTable } from '../restore/restored-tables.ts';
import { stacksOf } from '../stage/stacks.ts';
import { explained } from './explained.ts';
import { dataOption, something, stageOption, works } from './options.ts';

const OPTION = 'folio:restored-tables';

const time = (text: string): number => {
  const at = parseTime(text);
  if (at === undefined) throw new InvalidArgumentError('It is an RFC 3339 time such as 2026-12-01T09:00:00Z.');
  return at;
};

const place = (text: string): string => {
  const found = /^([a-z]+)(?:\/([A-Z][A-Za-z]*))?$/.exec(text);
  if (found === null) throw new InvalidArgumentError('It is a domain, or one of its tables: ledger, payments/Bank.');
  return `${found[1]}/${found[2] ?? 'Store'}`;
};

interface Options {
  readonly target: 'local' | 'aws';
  readonly data: string;
  readonly stage?: string;
  readonly to?: number;
  readonly source?: string;
  readonly name?: string;
}

/** The table of the template, where none has taken over from it. */
const tableOf = async (call: Awaited<ReturnType<typeof awsCalls>>, stage: string, where: string): Promise<string> => {
  const [domain = '', id = ''] = where.split('/');
  const stack = stackName({ prefix: stage === '' ? '' : `${stage}-` }, domain);
  const resources = await stacksOf(call('CLOUDFORMATION')).resources(stack);
  const tables = resources.filter(({ type, logicalId }) => type === 'AWS::DynamoDB::Table' && logicalId.includes(id));
  const [table, ...others] = tables.map(({ physicalId }) => physicalId);
  if (table === undefined || others.length > 0)
    throw new CommandFailure(`${stack} has not one table ${id}: name it with --source.`);
  return table;
};

const stamp = (): string => new Date(liveClock.now()).toISOString().slice(0, 16).replace(/[-:]/g, '');

const restore = async (where: string, options: Options, out: Terminal): Promise<void> => {
  const stage = options.stage ?? '';
  const { target: at, data } = options;
  const isLocal = at === 'local';
  const call = await awsCalls({ target: at, data: resolve(data), ...(stage === '' ? {} : { stage }) });
  if (!isLocal) assertAccount(await awsPlace(stage), await callerArn(call('STS')));
  const said = isLocal
    ? process.env[LOCAL_RESTORED_TABLES]
    : readStageFile(PROJECT_DIR, stage === '' ? undefined : stage)?.options[OPTION];
  const known = String(said ?? '')
    .split(',')
    .find((one) => one.startsWith(`${where}=`))
    ?.slice(where.length + 1)
    .split('@')[0];
  const source = options.source ?? known ?? (await tableOf(call, stage, where));
  const target = options.name ?? `${source.replace(/-restored-\w+$/, '')}-restored-${stamp()}`;
  const dynamodb = jsonService(call('DYNAMODB'), 'dynamodb', 'DynamoDB_20120810', '1.0');
  const ports = { dynamodb, clock: liveClock, say: out.progress, hasBackups: !isLocal };
  out.line(`Restoring ${source} as ${target}; ${source} is left as it is.`);
  const restored = await restoreTable(ports, { source, target, at: options.to });
  const value = withTable(said === undefined ? undefined : String(said), where, restored);
  out.result({ source, ...restored, option: { [OPTION]: value } });
  out.line(
    isLocal
      ? 'The table is there. Nothing uses it yet: set this for "folio deploy", and for each "folio start" after it.'
      : "The table is there. Nothing uses it yet: write this into the options of the stage's file, then deploy.",
  );
  out.line(isLocal ? `  ${LOCAL_RESTORED_TABLES}='${value}'` : `  "${OPTION}": "${value}"`);
  out.line('docs/runbooks/restore.md says what follows.');
};

/** `folio restore`: a table as it was at a time, beside the one that is there. */
export const restoreCommand = (program: Command): void => {
  works(program.command('restore'))
    .description(
      'make a table of a domain as it was at a time, beside the one that is in use (docs/runbooks/restore.md)',
    )
    .argument('<table>', 'domain, or domain/Table: ledger, payments/Bank', place)
    .addOption(new Option('--target <target>', 'where').choices(['local', 'aws']).default('aws'))
    .addOption(dataOption())
    .addOption(stageOption())
    .option('--to <time>', 'RFC 3339; the newest that AWS can restore unless said', time)
    .option('--source <table>', 'the table to restore; that of the deployment unless said', something)
    .option('--name <table>', 'what to call the new one; say it again to go on after an interruption', something)
    .action((where: string, options: Options) =>
      explained(options.target, () => restore(where, options, terminal(program.opts().json === true))),
    );
};
