import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'the secret of the log is made anew by each worker that finds none',
  file: 'functions/proof/store/relay/log-secret.ts',
  profile: 'proof',
  from: "ConditionExpression: 'attribute_not_exists(pk)',",
  to: "ConditionExpression: 'attribute_not_exists(pk) OR attribute_exists(pk)',",
};
