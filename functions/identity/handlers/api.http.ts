import { liveLog } from '../../kernel/log.ts';
import { build } from './api.ts';
import { liveIdentity } from './live.ts';

export const handler = build({ ...liveIdentity(), log: liveLog() });
