import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { DOMAINS } from '../../lib/domains.ts';
import { STACKS } from '../infra/support/folio.ts';

const PLATFORM: readonly string[] = ['platform', 'registry', 'access'];
const entriesOf = (name: string): readonly string[] =>
  globSync(`functions/${name}/handlers/*.*.ts`).map((file) => file.replace(/^.*\/handlers\//, ''));

describe('the declaration of a domain', () => {
  test('is on the list for every folder that has one, and every stack but the platform’s belongs to one', () => {
    const declared = globSync('functions/*/contract/domain.ts').map((file) => file.split('/')[1]);
    const names = DOMAINS.map(({ name }) => name);
    expect([...names].sort()).toEqual(declared.filter((name) => name !== 'example').sort());
    expect(STACKS.filter((name) => !PLATFORM.includes(name))).toEqual(names);
  });

  test.each(DOMAINS.map((domain) => [domain.name, domain] as const))(
    '%s names each of its entry files and no other',
    (name, domain) => {
      const declared = Object.entries(domain.functions).map(([file, trigger]) => `${file}.${trigger}.ts`);
      expect(declared.sort()).toEqual([...entriesOf(name)].sort());
    },
  );

  test.each(DOMAINS.map((domain) => [domain.name, domain] as const))(
    '%s explains each scope that its own calls ask for',
    (name, domain) => {
      const asked = new Set<string>(domain.operations.flatMap(({ scopes }) => scopes));
      const explained = Object.keys(domain.scopes);
      // What meta asks for belongs to the domains whose outcomes it fetches.
      if (name !== 'meta') expect([...asked].filter((scope) => !explained.includes(scope))).toEqual([]);
      expect(explained.filter((scope) => !asked.has(scope))).toEqual([]);
    },
  );

  test.each(DOMAINS.map((domain) => [domain.name, domain] as const))(
    '%s has a frozen sample of each event and the event’s page',
    (name, domain) => {
      for (const event of Object.values(domain.events)) {
        expect(event.detailType.startsWith(`${name}.`)).toBe(true);
        expect(existsSync(`functions/${name}/contract/samples/${event.detailType}.v${event.version}.json`)).toBe(true);
        expect(existsSync(`docs/events/${event.detailType}.md`)).toBe(true);
      }
    },
  );

  test.each(DOMAINS.map((domain) => [domain.name, domain] as const))(
    '%s has a test that a refused call changes nothing, or no call that changes anything',
    (name, { operations }) => {
      const changes = operations.some(({ method }) => method !== 'GET');
      expect(globSync(`test/{unit,store}/${name}/refusals-change-nothing.test.ts`).length > 0).toBe(changes);
    },
  );

  const SECTIONS = ['What it does not do', 'Picture', 'An example', 'What it keeps', 'Rules', 'Alarms', 'Words'];
  /** The text of a README by its headings; what stands before the first is its purpose. */
  const sectionsOf = (name: string): ReadonlyMap<string, string> => {
    const [purpose = '', ...rest] = readFileSync(`functions/${name}/README.md`, 'utf8').split(/^## /m);
    const parts = rest.map((part) => [part.split('\n', 1)[0] ?? '', part] as const);
    return new Map([['Purpose', purpose], ...parts]);
  };
  test.each([...DOMAINS.map(({ name }) => name), 'registry', 'example', 'kernel'])(
    '%s has a README of one shape, from what it does not do to its words',
    (name) => {
      const sections = sectionsOf(name);
      expect([...sections.keys()].filter((text) => SECTIONS.includes(text))).toEqual(SECTIONS);
      expect(sections.get('Purpose')).toMatch(/^# \w+\n\n[A-Z]/);
      expect(sections.get('Picture')).toContain('```');
      expect(sections.get('Alarms')).toMatch(/\| alarm \| what it means \| runbook \|\n/);
      expect(sections.get('Words')).toMatch(/\| word \| means \| elsewhere \|\n/);
      const runbooks = [...(sections.get('Alarms') ?? '').matchAll(/runbooks\/([\w-]+)\.md/g)].map(([, file]) => file);
      expect(runbooks.length).toBeGreaterThan(0);
      expect(runbooks.filter((file) => !existsSync(`docs/runbooks/${file}.md`))).toEqual([]);
    },
  );

  test.each(DOMAINS.map((domain) => [domain.name] as const))(
    '%s has a README beside its code, and the map of the repository leads to the list of domains',
    (name) => {
      expect(existsSync(`functions/${name}/README.md`)).toBe(true);
      expect(readFileSync('README.md', 'utf8')).toContain('(lib/domains.ts)');
    },
  );
});
