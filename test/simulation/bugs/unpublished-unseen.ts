import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'entries that the bus did not take are called published',
  file: 'functions/ledger/store/relay/bus.ts',
  profile: 'ledger',
  from: 'const left = group.filter((_, index) => results[index]?.EventId === undefined);',
  to: 'const left = group.filter((_, index) => results[index] === undefined);',
};
