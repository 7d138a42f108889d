/**
 * Ids as files of SEPA carry them: its characters have no underscore (EPC Customer-to-Bank Implementation Guidelines, section 1.4), and
 * what comes back has to lead to what went out. `pay_X` is `pay-X`, `file_X` is `file-X`: no two of ours meet.
 */
export const sepaId = (id: string): string => id.replace('_', '-');

const OURS = /^(pay|file)-([0-9A-HJKMNP-TV-Z]{26})$/;
const ours = (kind: 'pay' | 'file', id: string | undefined): string | undefined => {
  const [, found, rest] = OURS.exec(id ?? '') ?? [];
  return found === kind ? `${kind}_${rest}` : undefined;
};

/** The payment or file of ours that an id of a bank's file leads to; undefined for any other. */
export const paymentIdOf = (id: string | undefined): string | undefined => ours('pay', id);
export const fileOf = (id: string | undefined): string | undefined => ours('file', id);
