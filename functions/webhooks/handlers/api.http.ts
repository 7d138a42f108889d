import { liveLog } from '../../kernel/log.ts';
import { build } from './api.ts';
import { live } from './live.ts';

export const handler = build({ ...live(), log: liveLog() });
