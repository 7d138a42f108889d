import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { DOMAINS } from '../lib/domains.ts';
import { NAMED_BUNDLES, readConsumers } from '../lib/events/consumers.ts';
import { readEvents } from '../lib/events/contracts.ts';
import { cataloguePages } from '../lib/events/pages.ts';
import { composeFolio } from '../lib/folio.ts';
import { readDeployment } from '../lib/platform/deployment.ts';
import { FEATURES } from '../lib/platform/features.ts';
import { stdout } from './client/outlet.ts';

/** Writes docs/events from the contracts and the synthesized rules; pages of events that are gone go too. */
const root = join(import.meta.dirname, '..');
const folder = join(root, 'docs', 'events');
const app = new App({ context: FEATURES, analyticsReporting: false });
const stacks = Object.values(composeFolio(app, readDeployment(app, NAMED_BUNDLES)));
const pages = cataloguePages(await readEvents(root, DOMAINS), readConsumers(app, stacks));
mkdirSync(folder, { recursive: true });
for (const name of readdirSync(folder)) if (!(name in pages)) rmSync(join(folder, name));
for (const [name, text] of Object.entries(pages)) writeFileSync(join(folder, name), text);
stdout().write(`${Object.keys(pages).length} pages in docs/events\n`);
