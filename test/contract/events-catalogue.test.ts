import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { DOMAINS } from '../../lib/domains.ts';
import { NAMED_BUNDLES, readConsumers } from '../../lib/events/consumers.ts';
import { readEvents } from '../../lib/events/contracts.ts';
import { cataloguePages } from '../../lib/events/pages.ts';
import { composeFolio } from '../../lib/folio.ts';
import { readDeployment } from '../../lib/platform/deployment.ts';
import { newApp } from '../infra/support/folio.ts';

const events = await readEvents(process.cwd(), DOMAINS);
const app = newApp();
const consumers = readConsumers(app, Object.values(composeFolio(app, readDeployment(app, NAMED_BUNDLES))));
const pages = cataloguePages(events, consumers);

describe('the event catalogue', () => {
  test('is what the contracts and the rules say now (else: npm run events:catalogue)', () => {
    const stored = readdirSync('docs/events').map((name) => [name, readFileSync(`docs/events/${name}`, 'utf8')]);
    expect(Object.fromEntries(stored)).toEqual(pages);
  });

  test('has a page for every event, with words, a schema and a sample of each version', () => {
    expect(events.length).toBeGreaterThan(0);
    for (const { detailType, says, version, samples } of events) {
      expect([detailType, says.length > 10, samples.length]).toEqual([detailType, true, version]);
      expect(pages[`${detailType}.md`]).toMatch(/\| `\w+` \| .+ \| yes \|/);
    }
  });

  test('knows a consumer of every public event, and every rule means an event of a contract', () => {
    for (const event of events) {
      const known = consumers.some((one) => one.detailType === event.detailType && one.version === event.version);
      expect([event.detailType, known || !event.public]).toEqual([event.detailType, true]);
    }
    const types = new Set(events.map((event) => event.detailType));
    expect(consumers.filter((one) => !types.has(one.detailType))).toEqual([]);
  });
});
