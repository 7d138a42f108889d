import { STEPS } from './payment.ts';
import { SAGA_EVENTS } from './saga-event.ts';
import { ENDS, SAGA } from './saga-table.ts';

/** The saga as a state diagram (Mermaid), made of its table: the README holds it, and a test holds the two together. */
export const sagaDiagram = (): string => {
  const arrows = STEPS.flatMap((from) => {
    const byTarget = new Map<string, string[]>();
    for (const event of SAGA_EVENTS) {
      const outcome = SAGA[from][event];
      const target = STEPS.find((step) => step === outcome);
      if (target === undefined) continue;
      byTarget.set(target, [...(byTarget.get(target) ?? []), event]);
    }
    return [...byTarget].map(([to, events]) => `  ${from} --> ${to}: ${events.join(', ')}`);
  });
  const ends = STEPS.filter((step) => ENDS.has(step)).map((step) => `  ${step} --> [*]`);
  // What the table leaves to the payment: which end was chosen, and a return that came first.
  const chosen = [
    '  scheduled --> transferring: admitted (over book)',
    '  awaiting --> transferring: admitted (over book)',
    '  releasing --> canceled: released (it was to be canceled)',
    '  settling --> returning: posted (the rail has sent it back)',
  ];
  return [
    'stateDiagram-v2',
    '  [*] --> scheduled: its time has not come',
    '  [*] --> awaiting: others have to agree',
    '  [*] --> transferring: book',
    '  [*] --> reserving: any other rail',
    ...arrows,
    ...chosen,
    ...ends,
  ].join('\n');
};
