import { statSync } from 'node:fs';
import { join } from 'node:path';
import { jsonService } from '../../functions/kernel/aws/aws-call.ts';
import { liveClock } from '../../functions/kernel/core/live-ports.ts';
import { awsCalls, type Deployment, namesOf } from '../client/aws-calls.ts';
import { folio, onData } from '../client/hints.ts';
import { CommandFailure } from '../client/problem-error.ts';
import { awsLogs } from './aws-logs.ts';
import { localLogs } from './local-logs.ts';
import type { LogSource } from './log-source.ts';

/** The local cloud's logs are files, which are there after it has ended as well. */
export const openLogs = async (where: Deployment): Promise<LogSource> => {
  if (where.target === 'local') {
    const folder = statSync(join(where.data, 'logs'), { throwIfNoEntry: false });
    if (folder?.isDirectory()) return localLogs(where.data);
    if (folder !== undefined)
      throw new CommandFailure(`${join(where.data, 'logs')} is no folder: no logs are to be read.`);
    throw new CommandFailure(
      `No local cloud has run on ${where.data}. Start one with: ${folio('start', ...onData(where.data))} (or say --data)`,
    );
  }
  const logs = (await awsCalls(where))('CLOUDWATCH_LOGS');
  return awsLogs(jsonService(logs, 'logs', 'Logs_20140328'), namesOf(where), liveClock.now);
};
