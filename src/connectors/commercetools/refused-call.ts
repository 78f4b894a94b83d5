import { z } from 'zod';

const refusalBody = z.looseObject({
  message: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
  errors: z
    .array(z.looseObject({ code: z.string().optional().catch(undefined) }))
    .optional()
    .catch(undefined),
});

export interface Answered {
  readonly status: number;
  readonly retryAfter: string | null;
  /** Empty, JSON, or the HTML page of a gateway. */
  readonly text: string;
}

/** An answer that is no success, or one that is and cannot be read. It is thrown within the connector and never leaves it. */
export class RefusedCall extends Error {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** The service's own word, as `insufficient_scope`; undefined where it gives none. */
  readonly code: string | undefined;
  /** The field of a resource that the service does not know, of a predicate or of `sort`. */
  readonly field: string | undefined;

  constructor({ status, retryAfter, text }: Answered) {
    super(`The answer was ${status}`);
    const { message = '', error, errors } = refusalBody.safeParse(parsed(text)).data ?? {};
    const word = errors?.[0]?.code ?? error;
    this.status = status;
    this.retryAfter = retryAfter ?? undefined;
    // Words and nothing else: what stands here comes from outside and goes into messages.
    this.code = word !== undefined && /^\w{1,64}$/.test(word) ? word : undefined;
    this.field = /\bfield '([\w.-]{1,64})'/i.exec(message)?.[1];
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A gateway's page: its status alone says what it means.
    return undefined;
  }
}
