import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'an event is entered into a feed again when it comes again',
  file: 'functions/webhooks/store/relay/sequence.ts',
  profile: 'webhooks',
  from: 'return [putNew(store.table, mark), putNew(store.table, feedItem(event, seq, now))];',
  to: 'return [{ Put: { TableName: store.table, Item: mark } }, putNew(store.table, feedItem(event, seq, now))];',
};
