import { liveLog } from '../../kernel/core/log.ts';
import { tracing } from '../../kernel/core/tracing.ts';
import { build } from './api/routes.ts';
import { live } from './live.ts';

export const handler = build({ ...live(), log: liveLog() }).use(tracing());
