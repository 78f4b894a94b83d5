/** An answer as it goes over the wire. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** S3's word for it, of a refusal. */
  readonly code?: string;
}

/** S3's error XML. */
export function refused(status: number, code: string, more: Readonly<Record<string, string>> = {}): Answer {
  const fields = Object.entries({ Code: code, Message: `The stand-in refuses: ${code}`, ...more });
  const body = `${xmlHead}<Error>${fields.map(([name, value]) => element(name, value)).join('')}</Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body, code };
}

/** An answer in XML, in S3's own name space. */
export function xmlAnswer(root: string, inner: string): Answer {
  const body = `${xmlHead}<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</${root}>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

export const xmlHead = '<?xml version="1.0" encoding="UTF-8"?>\n';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
};

export function element(name: string, value: string | number | boolean): string {
  return `<${name}>${String(value).replace(/[&<>"\r]/g, (sign) => entities[sign] ?? sign)}</${name}>`;
}
