import { type StackTemplate, tagOf } from './template.ts';

/** What the tags of a stack say of everything in it. */
export interface StackTags {
  readonly domain: string;
  readonly owner?: string;
  readonly tier?: number;
  readonly runbook?: string;
  readonly dataClass?: string;
}

/** Functions say more of themselves than their stack does, so they do not speak for it. */
const SPEAKS_FOR_ITSELF = 'AWS::Lambda::Function';

/** Of a tier's tag; undefined for what is no whole number. */
export const tierOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]$/.test(text) ? Number(text) : undefined;

/** The stack's tags, from the first resource that has them; its own name, in small letters, where nothing names its domain. */
export const stackTags = ({ stack, template }: StackTemplate): StackTags => {
  const resources = Object.values(template.Resources);
  const first = (key: string, among = resources): string | undefined => {
    for (const resource of among) {
      const value = tagOf(resource, key);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const others = resources.filter(({ Type }) => Type !== SPEAKS_FOR_ITSELF);
  const [owner, tier] = [first('folio:owner', others), tierOf(first('folio:tier', others))];
  const [runbook, dataClass] = [first('folio:runbook', others), first('folio:data', others)];
  return {
    domain: first('folio:domain') ?? stack.toLowerCase(),
    ...(owner === undefined ? {} : { owner }),
    ...(tier === undefined ? {} : { tier }),
    ...(runbook === undefined ? {} : { runbook }),
    ...(dataClass === undefined ? {} : { dataClass }),
  };
};
