import type { PlantedBug } from '../planted.ts';

export const bug: PlantedBug = {
  says: 'an event of a payment is told of the last line alone',
  file: 'functions/payments/model/event-message.ts',
  profile: 'payments',
  from: '.slice(linesBefore)',
  to: '.slice(Math.max(linesBefore, payment.timeline.length - 1))',
};
