import { invokeFunction } from '../../kernel/aws/invoke-function.ts';
import { liveAws } from '../../kernel/aws/live-aws.ts';
import { roleCredentials } from '../../kernel/aws/role-credentials.ts';
import { codeVersion, readEnv } from '../../kernel/core/env.ts';
import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { tracing } from '../../kernel/core/tracing.ts';
import { operateEnv } from '../env.ts';
import { askTask } from '../store/queries/tasks.ts';
import { build } from './operate/routes.ts';

/** Less than this function's own timeout: what takes longer goes on, and the answer says so. */
const WITHIN_MS = 12_000;

const { OPERATOR, EDGE_HOST } = readEnv(operateEnv);
// Never twice: the operator is told once, and what became of it stands in the release log.
const told = (alias: string) => askTask(invokeFunction(liveAws(roleCredentials()), alias, WITHIN_MS));

export const handler = build({
  clock: liveClock,
  log: liveLog(),
  codeVersion: codeVersion(),
  edgeHost: EDGE_HOST,
  operate: OPERATOR === undefined ? undefined : told(OPERATOR),
}).use(tracing());
