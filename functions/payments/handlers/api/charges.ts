/** What a payment may make others wait for, in items of its tenant's budget: events, and orders to the ledger, which charges its own. */
export const CREATE_ITEMS = 4;
