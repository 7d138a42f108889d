import { AccountRootPrincipal, type IPrincipal, PrincipalWithConditions } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { WrongOption } from '../platform/wrong-option.ts';

/** The keys in the CDK context: `cdk deploy -c folio:releasers=<arn>,<arn> -c folio:releasers-mfa=true`. */
const RELEASERS = 'folio:releasers';
const MFA = 'folio:releasers-mfa';

/** More is a group, which has a role of its own to be named by. */
const NAMED_MAX = 20;
const PERSON = /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/[\w+=,.@/*-]{1,512}$/;

/** Named within the account: a role or a user, or a form with `*` for roles whose names end in what nobody chose. */
const namedIn = (scope: Construct): readonly string[] | undefined => {
  const value: unknown = scope.node.tryGetContext(RELEASERS);
  if (value === undefined || value === '') return undefined;
  const names = typeof value === 'string' ? value.split(',').map((name) => name.trim()) : [];
  const bad = names.find((name) => !PERSON.test(name) || name.endsWith('/*'));
  if (names.length === 0 || names.length > NAMED_MAX || bad !== undefined)
    throw new WrongOption(
      `Context '${RELEASERS}' must be 1 to ${NAMED_MAX} ARNs of roles or users with commas between, '*' for a part of a name only${bad === undefined ? '' : `; '${bad}' is none`}.`,
    );
  return names;
};

const mfaIn = (scope: Construct): boolean => {
  const value: unknown = scope.node.tryGetContext(MFA);
  if (value === undefined || value === '' || value === false || value === 'false') return false;
  if (value === true || value === 'true') return true;
  throw new WrongOption(`Context '${MFA}' must be true or false.`);
};

/**
 * Who may take the release role: whom the context names, with a second factor where it asks for one. Where it names nobody, whom the
 * account's administrators let. Either way they need a policy of their own that lets them assume the role, so that nobody is let in by a
 * name alone.
 *
 * A second factor is seen by AWS in sessions of IAM users only: roles that people sign in to elsewhere have it checked there.
 *
 * @throws Error that says which key of the context is wrong, and what it has to look like
 */
export const releasers = (scope: Construct): IPrincipal => {
  const [names, mfa] = [namedIn(scope), mfaIn(scope)];
  if (names === undefined && !mfa) return new AccountRootPrincipal();
  return new PrincipalWithConditions(new AccountRootPrincipal(), {
    ...(names === undefined ? {} : { ArnLike: { 'aws:PrincipalArn': [...names] } }),
    ...(mfa ? { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } : {}),
  });
};
