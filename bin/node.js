#!/usr/bin/env node
// `node bin/node.js <arguments of node>`: whatever Node runs this, the arguments are run by the one that Folio needs.
import { hand, withNode } from './runtime.js';

const args = process.argv.slice(2);
await withNode(args, () => hand(process.execPath, args));
