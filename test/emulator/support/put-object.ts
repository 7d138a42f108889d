import { createHmac, hash } from 'node:crypto';
import { type Emulator, KEYS, REGION } from './emulator.ts';

const sha256 = (text: string): string => hash('sha256', text);
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Stores an object, signed by Signature Version 4. `key` holds nothing that a URL would escape. */
export const putObject = async ({ url }: Emulator, bucket: string, key: string, body: string): Promise<void> => {
  const { host } = new URL(url);
  const path = `/${bucket}/${key}`;
  const stamp = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = [stamp.slice(0, 8), REGION, 's3', 'aws4_request'];
  const names = 'host;x-amz-content-sha256;x-amz-date';
  const lines = `host:${host}\nx-amz-content-sha256:${sha256(body)}\nx-amz-date:${stamp}\n`;
  const canonical = `PUT\n${path}\n\n${lines}\n${names}\n${sha256(body)}`;
  const signingKey = scope.reduce<Buffer>(hmac, Buffer.from(`AWS4${KEYS.secretAccessKey}`));
  const signature = hmac(signingKey, `AWS4-HMAC-SHA256\n${stamp}\n${scope.join('/')}\n${sha256(canonical)}`);
  const credential = `${KEYS.accessKeyId}/${scope.join('/')}`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature.toString('hex')}`;
  const headers = { 'x-amz-date': stamp, 'x-amz-content-sha256': sha256(body), authorization };
  const { ok, status } = await fetch(`${url}${path}`, { method: 'PUT', headers, body });
  if (!ok) throw new Error(`the bucket ${bucket} took no object: ${status}`);
};
