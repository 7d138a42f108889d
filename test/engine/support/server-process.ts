import { startServer } from '../../../local/dynamodb/server.ts';

/** An engine in a process of its own, to be killed: `node server-process.ts <file>` says where it answers. */
const [file] = process.argv.slice(2);
const { endpoint } = await startServer({ file });
process.stdout.write(`${endpoint}\n`);
