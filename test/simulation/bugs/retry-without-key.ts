import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'each try of a transfer has a key of its own at the ledger',
  file: 'functions/payments/model/ledger-order.ts',
  profile: 'payments',
  from: "export const keyOf = ({ id }: Pick<Payment, 'id'>, order: Order): string => {\n",
  to: "let tries = 0;\nexport const keyOf = ({ id }: Pick<Payment, 'id'>, order: Order): string => {\n  if (order.kind === 'transfer') return `${id}/transfer/${(tries += 1)}`;\n",
};
