import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'leaves of a second slot have the places of the first one',
  file: 'functions/proof/store/relay/append-entries.ts',
  profile: 'proof',
  from: 'const first = head.size + entries.length;',
  to: 'const first = head.size;',
};
