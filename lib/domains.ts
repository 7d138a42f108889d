import { catalog } from '../functions/catalog/contract/domain.ts';
import { identity } from '../functions/identity/contract/domain.ts';
import { ledger } from '../functions/ledger/contract/domain.ts';
import { meta } from '../functions/meta/contract/domain.ts';
import { payments } from '../functions/payments/contract/domain.ts';
import { proof } from '../functions/proof/contract/domain.ts';
import { statements } from '../functions/statements/contract/domain.ts';
import { webhooks } from '../functions/webhooks/contract/domain.ts';

/**
 * Every domain, in the order in which its stack is deployed. Only `lib`, `bin` and `test` read this list, so no
 * function brings another domain's code along.
 */
export const DOMAINS = [identity, ledger, webhooks, payments, statements, proof, catalog, meta] as const;

export type DomainName = (typeof DOMAINS)[number]['name'];
