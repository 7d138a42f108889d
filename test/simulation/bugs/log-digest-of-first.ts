import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'all receipts of a slot are logged with the digest of its first',
  file: 'functions/proof/store/relay/append-entries.ts',
  profile: 'proof',
  from: 'entries.push(logEntry(saltOf(secret, tenant, id), id, digest));',
  to: 'entries.push(logEntry(saltOf(secret, tenant, id), id, [...told.values()][0]?.digest ?? digest));',
};
