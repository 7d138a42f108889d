import { Annotations, Aspects, CfnResource, type IAspect } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

/**
 * One rule of the architecture, looked at on each resource. Answers what is wrong with it and what to use instead, or nothing.
 */
export interface Rule {
  readonly name: string;
  readonly breach: (resource: CfnResource) => string | undefined;
}

class RuleAspect implements IAspect {
  readonly #rule: Rule;

  constructor(rule: Rule) {
    this.#rule = rule;
  }

  visit(node: IConstruct): void {
    if (!CfnResource.isCfnResource(node)) return;
    const breach = this.#rule.breach(node);
    if (breach !== undefined) Annotations.of(node).addError(`${this.#rule.name}: ${breach}`);
  }
}

/** Makes the synthesis fail on a resource under `scope` that breaks the rule. */
export const enforce = (scope: Construct, rule: Rule): void => {
  Aspects.of(scope).add(new RuleAspect(rule), { priority: 900 });
};
