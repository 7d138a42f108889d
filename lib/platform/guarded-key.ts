import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type IGrantable, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { keptAfter } from './ephemeral.ts';
import { isEphemeral } from './is-ephemeral.ts';
import { KEY_ACTS, type KeyAct } from './key-acts.ts';
import { nameKey } from './key-alias.ts';
import { sharedMac, type VouchingKey } from './shared-mac.ts';
import { readStackParameter } from './stack-parameters.ts';
import { prefixOf } from './stage.ts';

/** What the console shows of a key, which has no name: whose it is, of which stage, and what for. */
export const keyDescription = (scope: Construct, domain: string, purpose: string): string =>
  `${prefixOf(scope)}Folio ${domain}: ${purpose}`;

/** What a key vouches with. */
const KINDS = {
  mac: [KeySpec.HMAC_256, KeyUsage.GENERATE_VERIFY_MAC],
  // RSA, since the authorizer of an HTTP API verifies nothing else.
  token: [KeySpec.RSA_2048, KeyUsage.SIGN_VERIFY],
  // Ed25519, which every implementation of C2SP signed notes verifies.
  note: [KeySpec.ECC_NIST_EDWARDS25519, KeyUsage.SIGN_VERIFY],
} as const;

/** The ARN of no role: no account has this number. */
const NOBODY = 'arn:aws:iam::000000000000:role/nobody';

/**
 * A key that vouches for something: tokens, secrets, cursors. Its own policy names the roles that may act with it and denies
 * everybody else, the account's administrators included: a policy of IAM alone would let in whoever has `kms:Sign` on everything.
 *
 * Administration stays possible, or the key would be lost with its policy: who may change the policy can let himself in, and
 * `KeyWatch` rings at that. The roles are those of the key's own stack, by their ARNs: a role depends on no key, so nothing waits
 * in a circle.
 */
export class GuardedKey extends Key {
  readonly #actors = new Map<string, Set<KeyAct>>();

  constructor(
    scope: Construct,
    id: string,
    props: { readonly domain: string; readonly purpose: string; readonly kind: keyof typeof KINDS },
  ) {
    const [keySpec, keyUsage] = KINDS[props.kind];
    super(scope, id, {
      description: keyDescription(scope, props.domain, props.purpose),
      keySpec,
      keyUsage,
      removalPolicy: keptAfter(scope),
      ...(isEphemeral(scope) ? { pendingWindow: Duration.days(7) } : {}),
    });
    nameKey(this, props.domain, id.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase());
    // Other stacks of a throw-away stage act with it too, and their roles are not known here.
    if (!isEphemeral(scope)) for (const act of KEY_ACTS) this.#denyAllBut(act);
  }

  /** Lets a function do this with the key, by its role's policy and by the key's. */
  allow(act: KeyAct, { grantPrincipal }: IGrantable): void {
    if (!(grantPrincipal instanceof Role)) throw new Error(`${this.node.path} can be used by roles only.`);
    grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: [act], resources: [this.keyArn] }));
    const acts = this.#actors.get(grantPrincipal.roleArn) ?? new Set();
    this.#actors.set(grantPrincipal.roleArn, acts.add(act));
  }

  /** ARNs of the roles that may do this, or anything where nothing is said. */
  actors(act?: KeyAct): readonly string[] {
    return [...this.#actors].filter(([, acts]) => act === undefined || acts.has(act)).map(([role]) => role);
  }

  #denyAllBut(act: KeyAct): void {
    const roles = Lazy.list({
      produce: () => {
        const actors = this.actors(act);
        // A condition without a value is refused by KMS.
        return actors.length > 0 ? [...actors] : [NOBODY];
      },
    });
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: `Only${act.replace('kms:', '')}`,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: [act],
        resources: ['*'],
        conditions: { ArnNotEquals: { 'aws:PrincipalArn': roles } },
      }),
    );
  }
}

/** The one key of a throw-away stage: identity's own, or as identity tells of it. */
const tokenKeyArn = (scope: Construct): string =>
  Stack.of(scope)
    .node.findAll()
    .find((node): node is GuardedKey => node instanceof GuardedKey)?.keyArn ??
  readStackParameter(scope, { prefix: prefixOf(scope) }, 'tokenKeyArn');

/** A key for HMACs (cursors, derived secrets): its material never leaves KMS, and it is never replaced. */
export const macKey = (scope: Construct, id: string, domain: string, purpose: string): VouchingKey =>
  isEphemeral(scope)
    ? sharedMac(tokenKeyArn(scope), `${domain}/${id}`)
    : new GuardedKey(scope, id, { domain, purpose, kind: 'mac' });

/** A key that signs tokens. Its private half never leaves KMS. */
export const signingKey = (scope: Construct, id: string, domain: string, purpose: string): GuardedKey =>
  new GuardedKey(scope, id, { domain, purpose, kind: 'token' });

/** A key that signs notes: public texts that anybody verifies. Its private half never leaves KMS. */
export const noteKey = (scope: Construct, id: string, domain: string, purpose: string): GuardedKey =>
  new GuardedKey(scope, id, { domain, purpose, kind: 'note' });
