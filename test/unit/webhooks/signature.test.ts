import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { hiddenAnswer, revealedAnswer } from '../../../functions/kernel/values/secret.ts';
import { signatureHeaders } from '../../../functions/webhooks/model/signature.ts';
import { webhookSecretMessage, webhookSecretText } from '../../../functions/webhooks/model/webhook-secret.ts';

/** From the tests of the reference libraries (standard-webhooks/standard-webhooks, libraries/javascript and others). */
const REFERENCE = {
  secret: Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64'),
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  timestamp: 1614265330,
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

test('a signature is the one that the reference libraries publish for the same message', () => {
  const { secret, id, timestamp, body, signature } = REFERENCE;
  expect(signatureHeaders(id, timestamp * 1000 + 999, body, [secret])).toEqual({
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  });
});

test('during a rotation each secret signs, the new one first', () => {
  const [fresh, old] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const { 'webhook-signature': signatures = '' } = signatureHeaders('evt_1', 5_000, '{}', [fresh, old]);
  const by = (secret: Buffer) => `v1,${createHmac('sha256', secret).update('evt_1.5.{}').digest('base64')}`;
  expect(signatures.split(' ')).toEqual([by(fresh), by(old)]);
});

test('any change of id, time or body gives another signature', () => {
  const secret = Buffer.alloc(32, 1);
  const sign = (id: string, at: number, body: string) => signatureHeaders(id, at, body, [secret])['webhook-signature'];
  const all = [sign('a', 1_000, 'b'), sign('b', 1_000, 'b'), sign('a', 2_000, 'b'), sign('a', 1_000, 'b ')];
  expect(new Set(all).size).toBe(4);
});

test('a secret is whsec_ and the base64 of 256 bits', () => {
  const text = webhookSecretText(Buffer.alloc(32, 7));
  expect(text).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(() => webhookSecretText(Buffer.alloc(24))).toThrow('256 bits');
});

test('no two secrets have the same message, wherever their parts are cut', () => {
  const messages = [
    ['a', 'bc'],
    ['ab', 'c'],
    ['abc', ''],
    ['a;1:b', 'c'],
  ].map(([tenant = '', name = '']) => Buffer.from(webhookSecretMessage(tenant, name)).toString());
  expect(new Set(messages).size).toBe(4);
});

test('a kept answer holds no secret, and shows it again in its place whatever the texts around it say', () => {
  const view = {
    id: 'we_1',
    url: 'https://a.example.com/"secret":""',
    events: ['*'],
    description: '"secret":""',
    enabled: true,
    disabledReason: null,
    createdAt: '2026-11-22T10:00:00.000Z',
  };
  const hidden = hiddenAnswer(view);
  expect(JSON.parse(hidden)).toEqual({ ...view, secret: '' });
  const shown = JSON.parse(revealedAnswer(hidden, webhookSecretText(Buffer.alloc(32, 255))));
  expect(shown).toEqual({ ...view, secret: webhookSecretText(Buffer.alloc(32, 255)) });
});
