import * as z from 'zod';

/** What `hledger print -O json` writes, 1.25 to 1.50: `aprice` is `acost` from 1.41 on. Fields that only say how amounts look are passed over. */
const digits = z.string().regex(/^-?\d{1,60}(?:\.\d{1,60})?(?:[eE]\+?\d{1,2})?$/);
const quantity = z.looseObject({ decimalMantissa: digits, decimalPlaces: z.string().regex(/^\d{1,3}$/) });
const priced = z.looseObject({ tag: z.string(), contents: z.unknown() }).nullish();

export const amount = z.looseObject({
  acommodity: z.string(),
  aquantity: quantity,
  aprice: priced,
  acost: priced,
  acostbasis: z.unknown().optional(),
});
export type Amount = z.infer<typeof amount>;

const status = z.enum(['Unmarked', 'Pending', 'Cleared']);
const tags = z.array(z.tuple([z.string(), z.string()]));
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const posting = z.strictObject({
  paccount: z.string().min(1),
  pamount: z.array(amount),
  pbalanceassertion: z
    .strictObject({
      baamount: amount,
      bainclusive: z.boolean(),
      batotal: z.boolean(),
      baposition: z.unknown().optional(),
    })
    .nullable(),
  pcomment: z.string(),
  pdate: date.nullable(),
  pdate2: date.nullable(),
  poriginal: z.unknown().optional(),
  pstatus: status,
  ptags: tags,
  ptransaction_: z.string(),
  ptype: z.enum(['RegularPosting', 'VirtualPosting', 'BalancedVirtualPosting']),
});
export type Posting = z.infer<typeof posting>;

export const transaction = z.strictObject({
  tcode: z.string(),
  tcomment: z.string(),
  tdate: date,
  tdate2: date.nullable(),
  tdescription: z.string(),
  tindex: z.string(),
  tpostings: z.array(posting),
  tprecedingcomment: z.string(),
  tsourcepos: z.unknown().optional(),
  tstatus: status,
  ttags: tags,
});
export type Transaction = z.infer<typeof transaction>;

/** A line of `hledger balance -O json --flat`: name, name as it is shown, depth, amounts. */
export const balanceLine = z.tuple([z.string(), z.string(), z.string(), z.array(amount)]);
