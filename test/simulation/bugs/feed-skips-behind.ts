import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'what is in the feed already takes a place again',
  file: 'functions/webhooks/store/relay/sequence.ts',
  profile: 'webhooks',
  from: 'from + events.length),',
  to: 'from + events.length + 1),',
};
