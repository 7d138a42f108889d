import { COMMAND_LINE } from './command-line.ts';
import { DOMAINS } from './domains.ts';
import { KERNEL } from './kernel.ts';
import { LOCAL } from './local.ts';
import type { Mistake } from './mistake.ts';
import { PLATFORM } from './platform.ts';
import { STORES } from './stores.ts';

/** All of them, room by room. */
export const MISTAKES: readonly Mistake[] = [...DOMAINS, ...STORES, ...KERNEL, ...PLATFORM, ...COMMAND_LINE, ...LOCAL];
