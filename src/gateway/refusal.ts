import { ServiceError, WorkflowNotFoundError } from '@temporalio/client';
import { LongshoreError } from '../contract/failure';
import { type FailureCode, failureCodes } from '../contract/failure-codes';

/** A request that is not answered as it wishes, for a reason of HTTP's own. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What a caller is told who does not get what was asked for. */
export interface Refused {
  readonly status: number;
  readonly body: { readonly message: string; readonly code?: FailureCode; readonly remedy?: string };
  /** True where it is our fault, and the log is to tell more. */
  readonly isOurs: boolean;
}

const statuses: Partial<Record<FailureCode, number>> = {
  'already-running': 423,
  'run-not-found': 404,
  'batch-not-found': 404,
  'unknown-import': 404,
  'callback-refused': 409,
  'target-answer-invalid': 400,
  'target-state-too-large': 413,
  'unknown-end-point': 400,
  'unknown-batch-job': 400,
};

/** What a caller is told of an error, whoever has thrown it. */
export function refusedBy(error: unknown): Refused {
  if (error instanceof Refusal) return { status: error.status, body: { message: error.message }, isOurs: false };
  if (error instanceof LongshoreError) {
    const status = statuses[error.code] ?? statusOfKind(error.code);
    return { status, body: error.report(), isOurs: status >= 500 };
  }
  // Between the moment that it was found and the one that it was told, it has ended.
  if (error instanceof WorkflowNotFoundError) {
    return { status: 409, body: { message: 'It has ended meanwhile' }, isOurs: false };
  }
  if (error instanceof ServiceError) {
    const failure = new LongshoreError('temporal-unreachable', 'Temporal did not answer in time', {
      remedy: 'Try again; /readyz tells whether it answers.',
    });
    return { status: 503, body: failure.report(), isOurs: true };
  }
  const status = statusOf(error);
  if (status !== undefined)
    return { status, body: { message: protocolMessages[status] ?? 'Bad request' }, isOurs: false };
  return { status: 500, body: { message: 'The gateway has failed; its log has this request by its id' }, isOurs: true };
}

function statusOfKind(code: FailureCode): number {
  const { kind } = failureCodes[code];
  if (kind === 'usage') return 400;
  return kind === 'unreachable' || kind === 'busy' ? 503 : 500;
}

/** Of what the server itself refuses: its own texts may repeat what was sent. */
const protocolMessages: Readonly<Record<number, string>> = {
  400: 'The body is no JSON',
  413: 'The body is too large',
  415: 'A body has to be JSON, with the header `content-type: application/json`',
  429: 'Too many requests; `retry-after` says when to come again',
};

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500 ? statusCode : undefined;
}
