import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'messages that failed are taken out of their queue',
  file: 'functions/kernel/triggers/batch-run.ts',
  profile: 'webhooks',
  from: 'tally.failures.push(id);',
  to: "tally.failures.push(...(id === '' ? [id] : []));",
};
