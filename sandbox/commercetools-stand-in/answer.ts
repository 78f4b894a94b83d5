/** An answer as it goes over the wire. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal as the service writes it: the code and the message twice. */
export function refused(status: number, code: string, message: string): Answer {
  return { status, body: JSON.stringify({ statusCode: status, message, errors: [{ code, message }], error: code }) };
}

/** A parameter of a query that cannot be used. */
export class MalformedParameter extends Error {
  constructor(parameter: string, what: string) {
    super(`Malformed parameter: ${parameter}: ${what}`);
  }
}
