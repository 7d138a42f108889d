import { domainRelay } from '../../kernel/standard/domain-relay.ts';

export const handler = domainRelay({ name: 'statements' });
