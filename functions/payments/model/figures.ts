/** Figures that functions of payments tell as metrics of service `payments`: lib/payments has an alarm on each. */

/** How late the alarm clock is, in ms. */
export const ALARMS_LATE = 'AlarmsLate';
/** Payments that a person has to look at from now on. */
export const STUCK = 'PaymentsStuck';
/** Clearing accounts with something that is no payment's. */
export const UNBALANCED = 'ClearingUnbalanced';
/** Calls of a rail that got no answer. */
export const RAIL_SILENT = 'RailsSilent';
