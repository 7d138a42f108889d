import { liveLog } from '../../kernel/core/log.ts';
import { tracing } from '../../kernel/core/tracing.ts';
import { buildBatches } from './api/batch-routes.ts';
import { liveApi } from './live-api.ts';

export const handler = buildBatches({ ...liveApi(), log: liveLog() }).use(tracing());
