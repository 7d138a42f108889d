import type { CivilDate } from './civil-date.ts';
import { type Iban, ibanCountry } from './iban.ts';

/**
 * The countries of the SEPA schemes by the code that their IBANs begin with, and the day from which their banks could take part: EPC409-09,
 * "EPC List of SEPA Scheme Countries". Guernsey, Jersey and the Isle of Man have IBANs of GB. The French territories, also those outside of
 * SEPA (PF, NC, WF), have IBANs of FR, so that the code alone cannot tell them apart.
 */
const SINCE: Readonly<Record<string, string>> = {
  '2008-01-28': 'AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HU IE IS IT LI LT LU LV MC MT NL NO PL PT RO SE SI SK',
  '2013-07-01': 'HR',
  '2014-02-01': 'SM',
  '2019-03-01': 'AD VA',
  // In the geographical scope since November 2024 and March 2025; operational readiness date of the EPC.
  '2025-10-05': 'AL MD ME MK',
  // In the geographical scope since May 2025; the day that the National Bank of Serbia gave its banks.
  '2026-05-04': 'RS',
};

const FROM: ReadonlyMap<string, string> = new Map(
  Object.entries(SINCE).flatMap(([date, codes]) => codes.split(' ').map((code) => [code, date] as const)),
);

/** Whether a country's banks can be reached by the SEPA schemes on a day. */
export const isSepaCountry = (country: string, on: CivilDate): boolean => {
  const since = FROM.get(country);
  return since !== undefined && since <= on;
};

export const isSepaIban = (iban: Iban, on: CivilDate): boolean => isSepaCountry(ibanCountry(iban), on);

/** All countries that are or will be in, sorted. */
export const sepaCountries = (): readonly string[] => [...FROM.keys()].sort();
