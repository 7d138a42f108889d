import { liveLog } from '../../kernel/core/log.ts';
import { tracing } from '../../kernel/core/tracing.ts';
import { buildBatches } from './api/batch-routes.ts';
import { liveBatches } from './live-batches.ts';

export const handler = buildBatches({ ...liveBatches(), log: liveLog() }).use(tracing());
