/**
 * What a call costs others, in items of its tenant's budget. A statement reads a history and a trial balance all of them, up to 200,000
 * entries each: reads, which elsewhere are free. A rebuild reads and writes a thousand.
 */
export const CHARGES = { statement: 10, trialBalance: 100, rebuild: 1_000 } as const;
