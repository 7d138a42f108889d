import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'an order to which the ledger says nothing is taken for refused',
  file: 'functions/payments/store/commit/orders.ts',
  profile: 'payments',
  from: '    if (classifyAwsError(error) === undefined) throw error;\n    return WAITING;',
  to: "    if (classifyAwsError(error) === undefined) throw error;\n    return { kind: 'refused', failure: { code: 'silent', detail: 'silent' } };",
};
