import type { Domain } from '../../functions/kernel/core/domain.ts';
import type { JsonObject } from './openapi-json.ts';

const RULES = `Money microservices: a double-entry ledger and the services around it.

**Money** is a string of digits in minor units of its currency (\`"1050"\` is 10.50 USD), never a number. **Times** are RFC 3339: UTC with milliseconds in answers, any offset in requests. **Unknown properties and query parameters are refused.**

**Every \`POST\` under \`/v1\` that moves state takes an \`Idempotency-Key\`**: the same key with the same request has one effect and one answer, for ever; with another request it is refused. Refusals that depend on state are kept under their key too: mend the cause and send a new key. After a lost answer send the same request again, or ask \`GET /v1/outcomes\`.

**Errors** are \`application/problem+json\` (RFC 9457): switch on \`type\`, which is stable and explained at its own path. Before any function runs, the gateway may answer 401, 403, 413 or 429 as \`{"message": "..."}\`, without a \`type\`.

**Lists** have \`limit\` and \`cursor\`, answer \`{ "data": [...], "nextCursor": ... }\`, \`null\` on the last page, and may lag by seconds. Reading one object is strongly consistent.

**Access**: \`Authorization: Bearer\` with a token of \`POST /oauth/token\` (client credentials). The tenant is the token's. Write does not include read.

**Compatibility**: members are added to answers and events at any time; what you do not know, ignore. What breaks gets a new path.`;

export const info: JsonObject = {
  title: 'Folio',
  version: '1',
  summary: 'Money microservices: a double-entry ledger and the services around it.',
  description: RULES,
  contact: { name: 'The operator of this deployment' },
  license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
};

export const tagOf = ({ name, purpose }: Pick<Domain, 'name' | 'purpose'>): JsonObject => ({
  name,
  description: purpose,
});
