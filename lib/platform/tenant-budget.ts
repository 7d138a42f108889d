import type { Construct } from 'constructs';
import { WrongOption } from './wrong-option.ts';

/** The key in the CDK context: `cdk deploy -c folio:tenant-budget=500`, in items a second for each tenant, or `off`. */
const TENANT_BUDGET = 'folio:tenant-budget';

/**
 * Half of what the intake of webhooks enters for all tenants together (650 a second, ADR 0030): no tenant can keep the feeds of
 * all others behind, and a business with 25 million transfers a day is within it.
 */
const DEFAULT = '300';

/**
 * What each tenant may ask of the ledger.
 *
 * @throws Error that says what the context has to look like
 */
export const tenantBudget = (scope: Construct): string => {
  const said: unknown = scope.node.tryGetContext(TENANT_BUDGET) ?? DEFAULT;
  if (!/^(?:off|[1-9][0-9]{0,6})$/.test(String(said)))
    throw new WrongOption(
      `Context '${TENANT_BUDGET}' must be items a second for each tenant, for instance 300, or 'off'.`,
    );
  return String(said);
};
