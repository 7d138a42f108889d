import { liveLog } from '../../kernel/core/log.ts';
import { tracing } from '../../kernel/core/tracing.ts';
import { buildSchedules } from './api/schedule-routes.ts';
import { liveApi } from './live-api.ts';

export const handler = buildSchedules({ ...liveApi(), log: liveLog() }).use(tracing());
