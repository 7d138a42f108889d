import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a repeat is answered with 200 in place of the status that is on record',
  file: 'functions/kernel/idempotency/receipt.ts',
  profile: 'ledger',
  from: 'return { status: receipt.status, body: receipt.body, headers:',
  to: 'return { status: 200, body: receipt.body, headers:',
};
