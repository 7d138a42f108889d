import { afterEach, expect, test } from '@jest/globals';
import { livePolicy } from '../../../functions/webhooks/handlers/live-policy.ts';

const before = process.env;
afterEach(() => {
  process.env = before;
});
const environment = (more: Readonly<Record<string, string>>) => {
  process.env = {
    TABLE_NAME: 't',
    BUS_NAME: 'b',
    DUE_SHARDS: '8',
    API_URL: 'http://127.0.0.1:4000',
    ALLOW_LOOPBACK_HTTP: 'true',
    IPV6: 'false',
    ...more,
  };
};

test('no port of this machine is a target unless the operator has named it', () => {
  environment({});
  expect(livePolicy().loopbackPorts).toEqual([]);
  environment({ FOLIO_WEBHOOK_PORTS: '4810,9000-9010' });
  expect(livePolicy().loopbackPorts).toEqual([
    [4810, 4810],
    [9000, 9010],
  ]);
  environment({ FOLIO_WEBHOOK_PORTS: 'all' });
  expect(livePolicy).toThrow();
});

test('no port of the local cloud is a target: those that it tells, beside those that the function itself knows', () => {
  environment({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4001', FOLIO_OWN_PORTS: '4000,4001,4002,4003' });
  expect([...livePolicy().ownPorts].toSorted()).toEqual([4000, 4001, 4002, 4003]);
  environment({});
  expect([...livePolicy().ownPorts]).toEqual([4000]);
});
