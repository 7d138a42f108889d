import { describe, expect, test } from '@jest/globals';
import type { Catalog, Component, Edge, EventType, Right } from '../../../functions/catalog/model/catalog.ts';
import { diffOf } from '../../../functions/catalog/model/diff.ts';

const NONE = { stack: 'S', logicalId: 'X', property: 'p' };
const catalog = (change: Partial<Catalog> = {}): Catalog => ({
  ...{ format: 1, components: [], edges: [], events: [], rights: [], strays: [] },
  ...change,
});
const part = (id: string, change: Partial<Component> = {}): Component => ({
  ...{ id, type: 'function', domain: id.split('/')[0] ?? '', resources: [], facts: {} },
  ...change,
});
const route = (key: string, facts: Component['facts'] = {}): Component =>
  part(`a/${key}`, { type: 'route', facts: { route: key, ...facts } });
const event = (type: string, change: Partial<EventType> = {}): EventType => ({
  ...{ type, source: 'a', version: 1, public: true, schema: { a: 1 }, producers: [], consumers: [] },
  ...change,
});
const edge = (from: string, kind: Edge['kind'], to: string, via?: string): Edge => ({
  ...{ from, kind, to, evidence: [] },
  ...(via === undefined ? {} : { via }),
});
const right = (change: Partial<Right>): Right => ({
  ...{ holder: 'a/api', effect: 'Allow', actions: ['s3:GetObject'], resources: ['a/files'], evidence: NONE },
  ...change,
});

const users = (before: Partial<Catalog>, after: Partial<Catalog>) =>
  diffOf(catalog(before), catalog(after)).users.map(({ what, breaking }) => `${breaking ? '! ' : ''}${what}`);
const operators = (before: Partial<Catalog>, after: Partial<Catalog>) =>
  diffOf(catalog(before), catalog(after)).operators.map(({ what }) => what);
const routes = (...components: readonly Component[]) => ({ components });
const events = (...list: readonly EventType[]) => ({ events: list });

describe('what a change of the app means for its users', () => {
  test('is nothing where nothing changes', () => {
    const same = { ...routes(route('GET /a', { open: true })), ...events(event('a.B')) };
    expect(users(same, same)).toEqual([]);
  });

  test('is a route that comes, goes, or is guarded in another way: breaking unless it comes or is opened', () => {
    expect(users(routes(), routes(route('GET /a', { scopes: ['a:read', 'a:write'] })))).toEqual([
      'new route GET /a, for a:read or a:write',
    ]);
    expect(users(routes(), routes(route('GET /a'), route('GET /b', { open: true })))).toEqual([
      'new route GET /a, for any token',
      'new route GET /b, open to all',
    ]);
    expect(users(routes(route('GET /a')), routes())).toEqual(['! route GET /a is gone']);
    const [open, guarded] = [route('GET /a', { open: true }), route('GET /a', { scopes: 'a:read' })];
    expect(users(routes(open), routes(guarded))).toEqual(['! route GET /a was open to all, and is for a:read']);
    expect(users(routes(guarded), routes(open))).toEqual(['route GET /a was for a:read, and is open to all']);
  });

  test('is an event that comes, goes, or has another version or schema', () => {
    expect(users(events(), events(event('a.B'), event('a.C', { public: false })))).toEqual([
      'new event a.B, public',
      'new event a.C, internal',
    ]);
    expect(users(events(event('a.B')), events())).toEqual(['! event a.B is gone']);
    expect(users(events(event('a.B')), events(event('a.B', { version: 2, schema: { b: 1 } })))).toEqual([
      '! event a.B is version 2, and was 1',
    ]);
    expect(users(events(event('a.B')), events(event('a.B', { schema: { b: 1 } })))).toEqual([
      'event a.B has another schema under the same version 1',
    ]);
    const hidden = event('a.B', { public: false });
    expect(users(events(event('a.B')), events(hidden))).toEqual(['! event a.B is not public any more']);
    expect(users(events(hidden), events(event('a.B')))).toEqual(['event a.B is public now']);
  });
});

describe('what a change of the app means for who runs it', () => {
  test('is a component that comes, goes, or is another one’s', () => {
    const old = part('a/api', { owner: 'x', tier: 1 });
    expect(operators({}, { components: [old, part('a/job')] })).toEqual([
      'new function a/api, of x',
      'new function a/job',
    ]);
    expect(operators({ components: [old] }, {})).toEqual(['function a/api is gone']);
    const now = part('a/api', { owner: 'y', runbook: 'api' });
    expect(operators({ components: [old] }, { components: [now] })).toEqual([
      'owner of a/api is y, and was x',
      'tier of a/api is nothing, and was 1',
      'runbook of a/api is api, and was nothing',
    ]);
  });

  test('is a right for each action on each resource, however the statements are put together', () => {
    const both = { rights: [right({ actions: ['s3:GetObject', 's3:PutObject'] })] };
    const apart = { rights: [right({ actions: ['s3:PutObject'] }), right({})] };
    expect(operators(both, apart)).toEqual([]);
    expect(operators({ rights: [right({})] }, both)).toEqual(['new right: a/api may s3:PutObject on a/files']);
    expect(operators(both, { rights: [right({})] })).toEqual(['right taken away: a/api may s3:PutObject on a/files']);
    const other = { rights: [right({ effect: 'Deny', principal: 's3.amazonaws.com', condition: '{}' })] };
    expect(operators({}, other)).toEqual([
      'new right: s3.amazonaws.com on a/api may not s3:GetObject on a/files, under conditions',
    ]);
    const under = (condition: string) => ({ rights: [right({ condition })] });
    expect(operators(under('{"a":1}'), under('{"a":2}'))).toHaveLength(2);
  });

  test('is a dependency from one domain on another, and none within a domain or of alarms and releases', () => {
    const [old, now] = [edge('a/api', 'calls', 'b/api'), edge('a/api', 'publishes', 'b/bus', 'a.B')];
    expect(operators({ edges: [old] }, { edges: [now] })).toEqual([
      'new dependency: a/api publishes a.B b/bus',
      'dependency gone: a/api calls b/api',
    ]);
    const quiet = [
      edge('a/api', 'calls', 'a/job'),
      edge('a/alarm', 'notifies', 'b/topic'),
      edge('a/api', 'releasedBy', 'b/app'),
    ];
    expect(operators({}, { edges: quiet })).toEqual([]);
  });
});
