import { liveLog } from '../../kernel/core/log.ts';
import { build } from './api/routes.ts';
import { live } from './live.ts';

export const handler = build({ ...live(), log: liveLog() });
