import { defineProblems } from '../../kernel/core/problem.ts';

/** What only webhooks refuse. */
export const webhookProblems = defineProblems({
  'webhook-url-scheme': {
    status: 422,
    title: 'Scheme not allowed',
    explain: 'Events are sent over HTTPS only. Use a URL that begins with https://.',
  },
  'webhook-url-forbidden': {
    status: 422,
    title: 'Address not allowed',
    explain:
      'Events go to public host names and addresses on port 443, without credentials or fragment in the URL. Names whose addresses are private, local or reserved, all or only some of them, are refused, now and at each connection.',
  },
  'event-type-unknown': {
    status: 422,
    title: 'Unknown type of event',
    explain:
      'No event of this type exists, so the endpoint would never get one. Name a public type such as ledger.TransactionPosted, all of a domain as ledger.*, or * for all there are and will be.',
  },
  'webhook-endpoint-limit': {
    status: 422,
    title: 'Too many endpoints',
    explain: 'A tenant has at most 200 webhook endpoints. Delete one that is no longer used, then try with a new key.',
    stored: true,
  },
  'webhook-secret-limit': {
    status: 422,
    title: 'Too many secrets',
    explain:
      'Each earlier secret signs until its overlap ends, and at most 5 of them do so at once. Wait until one ends, or rotate with overlapSeconds 0, with a new key.',
    stored: true,
  },
  'webhook-endpoint-disabled': {
    status: 409,
    title: 'The endpoint is disabled',
    explain: 'Nothing is sent to a disabled endpoint. Enable it with PATCH, then try with a new key.',
    stored: true,
  },
});
