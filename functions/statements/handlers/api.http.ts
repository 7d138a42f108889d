import { codeVersion } from '../../kernel/core/env.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { tracing } from '../../kernel/core/tracing.ts';
import { build } from './api/routes.ts';
import { liveBudgeting } from './live-budgeting.ts';
import { liveLedger } from './live-ledger.ts';
import { liveStore } from './live-store.ts';

const store = liveStore();
const log = liveLog();

export const handler = build({
  ...store,
  budgeting: liveBudgeting(store, log),
  ask: liveLedger(['ledger:read']),
  codeVersion: codeVersion(),
  log,
}).use(tracing());
