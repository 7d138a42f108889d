/** Percent-encoded bytes that are no UTF-8 become U+FFFD and a lone `%` stays, as where API Gateway decodes. Never throws. */
export const percentDecoded = (text: string): string => {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
};
