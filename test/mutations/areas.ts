/** Code whose tests are tried by planting mistakes in it, and the tests that are to notice. */
export interface Area {
  readonly mutate: readonly string[];
  /** Folders below `test`, each a whole one or the beginning of file names. */
  readonly tests: readonly string[];
}

const LEDGER = ['unit/ledger/'];

export const AREAS: Readonly<Record<string, Area>> = {
  'ledger-model': {
    mutate: ['functions/ledger/model/*.ts'],
    tests: [
      ...LEDGER,
      ...['store/relay/whole-ledger', 'store/relay/journal', 'store/relay/reads', 'store/relay/relay'],
      ...['store/ledger/periods', 'store/ledger/http', 'store/ledger/reversals', 'store/ledger/parts-of-holds'],
    ],
  },
  'ledger-store': { mutate: ['functions/ledger/store/**/*.ts'], tests: [...LEDGER, 'store/ledger/', 'store/relay/'] },
  kernel: { mutate: ['functions/kernel/**/*.ts'], tests: ['unit/kernel/', 'store/kernel/', 'unit/ledger/late'] },
  'kernel-values': {
    mutate: ['functions/kernel/values/*.ts'],
    tests: [
      'unit/kernel/values/',
      'unit/kernel/money',
      'unit/kernel/strict-json',
      'unit/kernel/text-and-time',
      'unit/kernel/bounded',
    ],
  },
  'kernel-idempotency': {
    mutate: ['functions/kernel/idempotency/*.ts'],
    tests: ['unit/kernel/exactly-once', 'unit/kernel/receipt', 'unit/ledger/items'],
  },
  'identity-model': { mutate: ['functions/identity/model/*.ts'], tests: ['unit/identity/', 'store/identity/'] },
  'registry-model': {
    mutate: ['functions/registry/model/*.ts'],
    tests: ['unit/registry/', 'unit/release/', 'store/registry/'],
  },
  'webhooks-model': { mutate: ['functions/webhooks/model/*.ts'], tests: ['unit/webhooks/', 'store/webhooks/'] },
  'payments-model': {
    mutate: ['functions/payments/model/**/*.ts'],
    tests: ['unit/payments/', 'store/payments/limits', 'store/payments/approvals'],
  },
  'statements-model': { mutate: ['functions/statements/model/**/*.ts'], tests: ['unit/statements/'] },
  'proof-model': { mutate: ['functions/proof/model/**/*.ts'], tests: ['unit/proof/', 'store/proof/'] },
  'catalog-model': { mutate: ['functions/catalog/model/**/*.ts'], tests: ['unit/catalog/'] },
  'meta-model': { mutate: ['functions/meta/model/*.ts'], tests: ['unit/meta/'] },
};
