#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// Before anything else is loaded: compiled once, a command starts in half the time. By the environment, so that threads and the process
// that takes this one's place have it as well. A folder that cannot be written changes nothing.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '..', 'node_modules', '.cache', 'folio-compiled');
enableCompileCache();
const { runProgram } = await import('./program.ts');
await runProgram();
