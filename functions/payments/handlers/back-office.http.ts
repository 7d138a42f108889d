import { liveLog } from '../../kernel/core/log.ts';
import { tracing } from '../../kernel/core/tracing.ts';
import { buildBackOffice } from './api/back-office-routes.ts';
import { liveBackOffice } from './live-back-office.ts';

export const handler = buildBackOffice({ ...liveBackOffice(), log: liveLog() }).use(tracing());
