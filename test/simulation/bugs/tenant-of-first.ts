import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'all events of a batch go into the feed of the first one of them',
  file: 'functions/webhooks/handlers/on-event.ts',
  profile: 'webhooks',
  from: 'Map.groupBy(arrived, ({ message }) => message.tenant)',
  to: 'Map.groupBy(arrived, ({ message }) => arrived[0]?.message.tenant ?? message.tenant)',
};
