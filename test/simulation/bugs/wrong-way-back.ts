import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'a refund goes from the payer to the payee',
  file: 'functions/payments/model/ledger-order.ts',
  profile: 'payments',
  from: "if (order.kind === 'transfer' || order.kind === 'reserve') return { from: payment.from, to: end };",
  to: "if (order.kind !== 'return') return { from: payment.from, to: end };",
};
