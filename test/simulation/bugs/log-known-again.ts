import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a receipt that is in the log is appended again',
  file: 'functions/proof/store/relay/append-entries.ts',
  profile: 'proof',
  from: 'known[at]?.has(id) === false',
  to: 'known[at]?.has(id) !== undefined',
};
