import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a delivery that is written is handed to no queue, and to no fallback',
  file: 'functions/webhooks/store/table/delivery-item.ts',
  profile: 'webhooks',
  from: '  ...fallback(delivery, fallbackAt(delivery, delivery.createdAt), shards),\n});',
  to: '  ...fallback(delivery, undefined, shards),\n});',
};
