import { type Answer, refused } from './answer';
import type { FaultAction, FaultLine } from './options';
import { type S3Call, touchedBy } from './s3-call';

/** What a script does to one call. */
export interface FaultPlan {
  readonly delayMs: number;
  readonly action: Exclude<FaultAction, { kind: 'delay' }> | undefined;
}

/** The faults in their order; the first that is due decides how the call ends, and delays before it are added up. */
export class FaultScript {
  readonly #lines: { readonly fault: FaultLine; seen: number; left: number }[] = [];

  add(fault: FaultLine): void {
    this.#lines.push({ fault, seen: 0, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#lines.length = 0;
  }

  plan(call: S3Call): FaultPlan {
    let delayMs = 0;
    for (const line of this.#lines) {
      if (!matches(line.fault, call)) continue;
      line.seen += 1;
      if (line.seen <= line.fault.after || line.left <= 0) continue;
      line.left -= 1;
      const { action } = line.fault;
      if (action.kind !== 'delay') return { delayMs, action };
      delayMs += action.ms;
    }
    return { delayMs, action: undefined };
  }

  /** The answer with a fault laid over it; where the fault answers itself, the call is not worked. */
  lay(action: FaultPlan['action'], work: () => Answer): Answer {
    switch (action?.kind) {
      case 'answer': {
        const { status, code = 'InternalError', retryAfterSeconds } = action;
        const answer = refused(status, code);
        const wait: Record<string, string> =
          retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
        return { ...answer, headers: { ...answer.headers, ...wait } };
      }
      case 'text':
        return { status: action.status, headers: { 'content-type': 'text/html' }, body: action.text };
      case 'wrong-checksum': {
        const answer = work();
        return { ...answer, headers: { ...answer.headers, 'x-amz-checksum-crc32': 'AAAAAA==' } };
      }
      default:
        return work();
    }
  }
}

function matches({ method, key }: FaultLine, call: S3Call): boolean {
  if (method !== undefined && method !== call.method) return false;
  return key === undefined || touchedBy(call).startsWith(key);
}
