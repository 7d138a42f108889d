import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { functionPorts } from '../store/function-ports.ts';
import { build } from './operator.ts';

const log = liveLog();
const ports = functionPorts();

export const handler = build({
  clock: liveClock,
  log,
  // What a terminal would show goes into the log: who operates through the API sees the outcome.
  portsOf: (actor) => ports(actor, (line) => log.info(line, { domain: 'registry', operation: 'operate' })),
});
