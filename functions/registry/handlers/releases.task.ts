import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { functionPorts } from '../store/function-ports.ts';
import { build } from './releases.ts';

const ports = functionPorts()('nobody', () => undefined);

export const handler = build({ clock: liveClock, log: liveLog(), ports });
