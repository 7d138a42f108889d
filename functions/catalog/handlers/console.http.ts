import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { codeVersion, readEnv } from '../../kernel/core/env.ts';
import { liveClock } from '../../kernel/core/live-ports.ts';
import { liveLog } from '../../kernel/core/log.ts';
import { tracing } from '../../kernel/core/tracing.ts';
import { CONSOLE_ASSET, consoleEnv } from '../env.ts';
import { build } from './console/routes.ts';

const files = z
  .record(z.string(), z.string())
  .parse(JSON.parse(readFileSync(new URL(CONSOLE_ASSET, import.meta.url), 'utf8')));

const { SIGN_IN } = readEnv(consoleEnv);
const deps = { clock: liveClock, log: liveLog(), codeVersion: codeVersion() };

export const handler = build(files, deps, SIGN_IN).use(tracing());
