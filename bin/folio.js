#!/usr/bin/env node
// Where every way to call folio begins. Plain JavaScript, for a Node that cannot read TypeScript yet.
import { withNode } from './runtime.js';

const start = () =>
  import('./folio.ts').catch((error) => {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.startsWith('Cannot find package')) throw error;
    process.stderr.write('folio: the packages are not installed: run "npm ci --omit=dev" in the checkout.\n');
    process.exit(1);
  });

await withNode(process.argv.slice(1), start);
