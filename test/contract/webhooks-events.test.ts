import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { HOPS_MAX } from '../../functions/kernel/triggers/envelope.ts';
import { ledgerEvents } from '../../functions/ledger/contract/events.ts';
import { type WebhooksEventName, webhooksEvents } from '../../functions/webhooks/contract/events.ts';
import type { Endpoint } from '../../functions/webhooks/model/endpoint.ts';
import { readPublicEvent } from '../../functions/webhooks/model/public-event.ts';
import { outboxPut } from '../../functions/webhooks/store/commit/outbox.ts';
import { clockOf } from '../support/clock.ts';

const samplesOf = (domain: string) =>
  readdirSync(`functions/${domain}/contract/samples`).map((file) => ({
    type: file.split('.').slice(0, 2).join('.'),
    sample: JSON.parse(readFileSync(`functions/${domain}/contract/samples/${file}`, 'utf8')),
  }));
const onTheBus = (type: string, detail: unknown): string =>
  JSON.stringify({ version: '0', id: '1', source: type.split('.')[0], 'detail-type': type, resources: [], detail });

describe('what webhooks reads', () => {
  const samples = [...samplesOf('ledger'), ...samplesOf('webhooks')];

  test.each(samples)('$type: every frozen sample is read, and its data passed on as it is', ({ type, sample }) => {
    const event = readPublicEvent(onTheBus(type, sample));
    expect(event).toMatchObject({ id: sample.eventId, tenant: sample.tenant, type, hops: sample.hops });
    expect(event.correlationId).toBe(sample.correlationId);
    expect(event.body).toBe(
      JSON.stringify({ id: sample.eventId, type, timestamp: sample.occurredAt, data: sample.data }),
    );
  });

  test.each(samples)('$type: a later version with more in it is read too', ({ type, sample }) => {
    const later = { ...sample, version: 9, more: { a: [1] }, data: { ...sample.data, more: '__proto__' } };
    const event = readPublicEvent(onTheBus(type, later));
    expect(JSON.parse(event.body).data).toEqual(later.data);
  });

  test('has a sample of every public event', () => {
    const types = new Set(samples.map(({ type }) => type));
    for (const { detailType } of Object.values({ ...ledgerEvents, ...webhooksEvents })) {
      expect([detailType, types.has(detailType)]).toEqual([detailType, true]);
    }
  });

  const [{ type, sample }] = samples as [(typeof samples)[number]];
  test.each([
    ['no JSON', 'x'],
    ['no event', '{}'],
    ['no data', onTheBus(type, { ...sample, data: undefined })],
    ['an id of another form', onTheBus(type, { ...sample, eventId: 'evt_1#2' })],
    ['a tenant with a separator', onTheBus(type, { ...sample, tenant: 'a#b' })],
    ['a time without milliseconds', onTheBus(type, { ...sample, occurredAt: '2026-11-22T10:00:00Z' })],
    ['too many hops', onTheBus(type, { ...sample, hops: HOPS_MAX + 1 })],
    ['a type of another form', onTheBus('Ledger.x', sample)],
  ])('refuses what is poison: %s', (_, message) => {
    expect(() => readPublicEvent(message)).toThrow();
  });
});

describe('what webhooks tells', () => {
  const endpoint: Endpoint = {
    id: 'we_0123456789ABCDEFGHJKMNPQRS',
    tenant: 'acme',
    url: 'https://hooks.example.com/folio',
    events: ['ledger.*'],
    description: 'Bookkeeping',
    enabled: false,
    disabledReason: 'gone',
    secretName: 'not to be told',
    previous: [],
    revision: 2,
    createdAt: Date.parse('2026-11-01T10:00:00.000Z'),
  };
  const cause = {
    eventId: 'evt_GQXQJTRSEHTSD5B1YY5C0F0K17',
    tenant: 'acme',
    occurredAt: '2026-11-22T10:00:00.000Z',
    version: 1,
    correlationId: 'req_0123456789ABCDEFGHJKMNPQRS',
    causationId: 'req_0123456789ABCDEFGHJKMNPQRS',
    hops: 0,
  };
  const store = { table: 't', clock: clockOf(() => Date.parse('2026-11-22T10:00:00.000Z')) };
  const published = () => {
    const { Put } = outboxPut(store, endpoint, 'dlv_0123456789ABCDEFGHJKMNPQRS', cause);
    return { type: Put?.Item?.type?.S, detail: JSON.parse(Put?.Item?.detail?.S ?? '') };
  };

  test('has one frozen sample for each version, and no sample is left over', () => {
    const names = Object.keys(webhooksEvents) as WebhooksEventName[];
    const expected = names.flatMap((name) =>
      Array.from({ length: webhooksEvents[name].version }, (_, i) => `webhooks.${name}.v${i + 1}.json`),
    );
    expect(readdirSync('functions/webhooks/contract/samples').toSorted()).toEqual(expected.toSorted());
  });

  test('still has every member of its sample, and no secret', () => {
    const [{ type, sample }] = samplesOf('webhooks') as [ReturnType<typeof samplesOf>[number]];
    const { eventId: _, ...members } = sample;
    const told = published();
    expect(told.type).toBe(type);
    expect(told.detail).toMatchObject(members);
    expect(webhooksEvents.EndpointDisabled.data.safeParse(told.detail.data).error).toBeUndefined();
    expect(webhooksEvents.EndpointDisabled.data.safeParse(sample.data).error).toBeUndefined();
    expect(JSON.stringify(told)).not.toMatch(/secret|not to be told/);
  });

  test('has the same id each time the same change is told, one hop more than its cause, and refuses a loop', () => {
    expect(published().detail).toEqual(published().detail);
    expect(published().detail).toMatchObject({ hops: 1, causationId: cause.eventId });
    expect(() => outboxPut(store, endpoint, 'dlv_1', { ...cause, hops: HOPS_MAX })).toThrow('hops');
  });
});
