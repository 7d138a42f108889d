/** Whether `Accept-Encoding` takes gzip; a weight of nothing refuses it (RFC 9110, section 12.5.3). */
export const acceptsGzip = (acceptEncoding: string | undefined): boolean =>
  (acceptEncoding ?? '').split(',').some((one) => {
    const parts = one.toLowerCase().split(';');
    const [coding = '', ...parameters] = parts.map((part) => part.trim());
    const refused = parameters.some((each) => /^q=0(?:\.0{1,3})?$/.test(each));
    return (coding === 'gzip' || coding === '*') && !refused;
  });
