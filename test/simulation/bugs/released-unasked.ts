import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a payment that ends without money releases nothing where its hold is not known',
  file: 'functions/payments/store/commit/orders.ts',
  profile: 'payments',
  from: "? await create(ask, payment, { kind: 'reserve' })",
  to: "? ({ kind: 'refused', failure: { code: '', detail: '' } } as LedgerAnswer)",
};
