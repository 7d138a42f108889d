import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConsumers } from '../lib/events/consumers.ts';
import { readEvents } from '../lib/events/contracts.ts';
import { cataloguePages } from '../lib/events/pages.ts';

/** Writes docs/events from the contracts and the synthesized rules; pages of events that are gone go too. */
const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'events');
const pages = cataloguePages(await readEvents(root), readConsumers());
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!(name in pages)) rmSync(join(folder, name));
for (const [name, text] of Object.entries(pages)) writeFileSync(join(folder, name), text);
process.stdout.write(`${Object.keys(pages).length} pages in docs/events\n`);
