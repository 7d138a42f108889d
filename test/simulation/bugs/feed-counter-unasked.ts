import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'the counter of a feed is moved from wherever it is',
  file: 'functions/webhooks/store/relay/sequence.ts',
  profile: 'webhooks',
  from: "from === 0 ? 'attribute_not_exists(seq)' : 'seq = :from'",
  to: "from === 0 ? 'attribute_not_exists(seq)' : 'seq >= :from'",
};
