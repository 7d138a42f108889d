import type { DeclaredExternal } from '../../functions/catalog/contract/declarations.ts';

/**
 * Who is not ours and what passes between us, where no template names them: they are reached by people who carry files, or at addresses that
 * tenants chose. What a template names (the issuer of tokens, AWS's own services) is derived from it and not said here.
 */
export const EXTERNALS: readonly DeclaredExternal[] = [
  {
    id: 'outside/banks',
    says: 'Banks that take files of payments (pain.001, NACHA) and answer by files (pain.002, camt, returns). Their silence is told by payments that are stuck.',
    owner: 'payments',
    tier: 1,
    link: 'functions/payments/README.md',
    reachedBy: [
      { component: 'payments/files', kind: 'reaches', via: 'a file of payments' },
      { component: 'payments/inbox', kind: 'reaches', via: 'a file of a bank' },
    ],
  },
  {
    id: 'outside/webhook-endpoints',
    says: 'Addresses of tenants that events are delivered to. Each that does not answer has its own pause, and shows it in Webhooks.',
    owner: 'webhooks',
    tier: 2,
    link: 'functions/webhooks/README.md',
    reachedBy: [{ component: 'webhooks/deliver', kind: 'reaches', via: 'an event' }],
  },
];
