// Receives Folio's webhooks. WEBHOOK_SECRET is the endpoint's secret (whsec_...), PORT where to listen on 127.0.0.1.
import { createServer } from 'node:http';
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook(process.env.WEBHOOK_SECRET ?? '');
const handled = new Set<string>(); // a table with a unique column, in a real application
const BODY_MAX_BYTES = 1_048_576;

createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > BODY_MAX_BYTES) return void response.writeHead(413).end();
    chunks.push(chunk);
  }
  const raw = Buffer.concat(chunks).toString('utf8'); // verify what arrived, not what a parser made of it
  const id = String(request.headers['webhook-id']);
  try {
    const event = webhook.verify(raw, request.headers as Record<string, string>) as { readonly type: string };
    if (!handled.has(id)) console.log(`handled ${event.type}`);
    handled.add(id);
    response.writeHead(204).end();
  } catch {
    response.writeHead(400).end();
  }
}).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'));
