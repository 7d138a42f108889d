import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'an attempt without an answer is taken for one that arrived',
  file: 'functions/webhooks/model/delivery.ts',
  profile: 'webhooks',
  from: "if (attempt.error === undefined) return { ...after, state: 'delivered', tries, nextAt: undefined };",
  to: "if (attempt.error === undefined || attempt.error === 'connection') return { ...after, state: 'delivered', tries, nextAt: undefined };",
};
