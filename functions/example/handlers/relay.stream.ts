import { domainRelay } from '../../kernel/standard/domain-relay.ts';
import { example } from '../contract/domain.ts';

export const handler = domainRelay(example);
