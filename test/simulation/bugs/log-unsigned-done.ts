import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a message is done although no checkpoint could be signed',
  file: 'functions/proof/handlers/on-receipts.ts',
  profile: 'proof',
  from: 'await signCheckpoint(store, key);',
  to: 'await signCheckpoint(store, key).catch(() => undefined);',
};
