/** An answer as it goes over the wire. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One entry of `detail.invalids`, in either of the two documented shapes. */
export type Invalid =
  | { readonly event: number; readonly message: string }
  | { readonly field: string; readonly reason: string | readonly string[] };

/** `202`: queued, not stored. It says nothing of single records. */
export function accepted(): Answer {
  return { status: 202, body: `{"title":"Accepted","status":202,"timestamp":"${new Date().toISOString()}"}` };
}

export function ok(value: unknown): Answer {
  return { status: 200, body: JSON.stringify(value) };
}

/** A refusal of the API itself. The title is `Bad Request` beside a 404 too: that is how the reference shows it. */
export function refused(status: 400 | 404, detail: { invalids: readonly Invalid[] } | { message: string }): Answer {
  const timestamp = new Date().toISOString();
  return { status, body: JSON.stringify({ title: 'Bad Request', status, timestamp, detail }) };
}

const gatewayMessages: Readonly<Record<number, string>> = {
  403: 'Forbidden',
  413: 'Request Too Long',
  429: 'Too Many Requests',
  500: 'Internal server error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Endpoint request timed out',
};

/** A refusal of the gateway in front of the API: `{"message": …}` and nothing else. */
export function gatewayRefused(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: JSON.stringify({ message: gatewayMessages[status] ?? 'Error' }) };
}
