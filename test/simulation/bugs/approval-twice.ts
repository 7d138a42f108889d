import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a client may agree to a payment twice',
  file: 'functions/payments/model/approval.ts',
  profile: 'payments',
  from: 'client === maker || approvals.some(({ by }) => by === client)',
  to: 'client === maker || (approvals.length > 1 && approvals.some(({ by }) => by === client))',
};
