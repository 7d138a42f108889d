import {
  closeAccountRoute,
  freezeAccountRoute,
  type unfreezeAccountRoute,
} from '../../../functions/ledger/handlers/api/account-status.ts';
import { createAccountRoute } from '../../../functions/ledger/handlers/api/create-account.ts';
import { closePeriodRoute, reopenPeriodRoute } from '../../../functions/ledger/handlers/api/periods.ts';
import { updateAccountRoute } from '../../../functions/ledger/handlers/api/update-account.ts';
import { type Answered, Rig } from './rig.ts';

export const pay = (from: string, to: string, amount: string, more: object = {}) => ({
  currency: 'USD',
  postings: [{ from, to, amount }],
  ...more,
});
export const SECOND = 1_000;
/** A month that is closed, and a time in it. */
export const [MONTH, CLOSED] = ['2026-01', '2026-01-15T12:00:00.000Z'];

/** A ledger in which every refusal can be met, and the transactions by which some are. */
export class Scene extends Rig {
  readonly ids: Record<string, string> = {};

  async make(): Promise<this> {
    for (const id of ['rich', 'poor', 'cold', 'gone']) await this.opening(id);
    await this.opening('euro', { currency: 'EUR' });
    await this.opening('spent', { overdraft: { limit: '100' } });
    const keys = Array.from({ length: 50 }, (_, index) => [`k${index}`, 'v']);
    await this.patch('rich', { metadata: Object.fromEntries(keys) });
    await this.pay('fund-rich', pay('@world', 'rich', '1000'));
    await this.pay('spend', pay('spent', '@world', '60'));
    await this.pay('fund-gone', pay('@world', 'cold', '9'));
    await this.send(freezeAccountRoute(this.store), { key: 'freeze', params: { id: 'cold' } });
    await this.send(closeAccountRoute(this.store), { key: 'close', params: { id: 'gone' } });
    const hold = (more: object = {}) => pay('rich', 'poor', '10', { pending: true, ...more });
    const made = {
      posted: await this.pay('posted', pay('rich', '@fees', '5', { reference: 'taken', uniqueReference: true })),
      undone: await this.pay('undone', pay('rich', '@fees', '5')),
      held: await this.pay('held', hold()),
      voided: await this.pay('voided', hold()),
      late: await this.pay('late', hold({ expiresAt: new Date(this.now + 5 * SECOND).toISOString() })),
      many: await this.pay('many', {
        currency: 'USD',
        pending: true,
        postings: [
          { from: 'rich', to: '@fees', amount: '3' },
          { from: 'rich', to: 'poor', amount: '4' },
        ],
      }),
      moved: await this.pay('moved', pay('rich', 'poor', '7')),
      back: await this.pay('back', hold({ effectiveAt: CLOSED })),
    };
    for (const [name, { text }] of Object.entries(made)) this.ids[name] = JSON.parse(text).id;
    this.ids.reversal = JSON.parse((await this.reverse('undo', this.ids.undone ?? '')).text).id;
    await this.release('void', this.ids.voided ?? '');
    await this.pay('empty', pay('poor', '@world', '7'));
    await this.close(MONTH);
    this.now += 6 * SECOND;
    return this;
  }

  opening(id: string, more: object = {}, key = `open-${id}`): Promise<Answered> {
    return this.send(createAccountRoute(this.store), { key, body: { id, currency: 'USD', ...more } });
  }
  status(route: typeof freezeAccountRoute | typeof closeAccountRoute | typeof unfreezeAccountRoute, id: string) {
    return this.send((route as typeof freezeAccountRoute)(this.store), { key: 'k', params: { id } });
  }
  patch(id: string, body: object, ifMatch = '*'): Promise<Answered> {
    return this.send(updateAccountRoute(this.store), { params: { id }, body, ifMatch });
  }
  close(period: string): Promise<Answered> {
    return this.send(closePeriodRoute(this.store), { key: `close-${period}-k`, params: { period } });
  }
  reopen(period: string): Promise<Answered> {
    return this.send(reopenPeriodRoute(this.store), { key: 'k', params: { period }, body: { reason: 'Why not.' } });
  }
  of(name: string): string {
    return this.ids[name] ?? name;
  }
  /** Every item, as text. */
  state(): ReadonlyMap<string, string> {
    return new Map([...this.dynamo.items].map(([name, item]) => [name, JSON.stringify(item)]));
  }
}
