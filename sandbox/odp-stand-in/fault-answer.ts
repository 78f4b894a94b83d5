import { type Answer, gatewayRefused } from './answer';
import type { FinalAction } from './fault';

/** The answer that a fault gives of its own. */
export function scriptedAnswer(action: Extract<FinalAction, { kind: 'answer' }>): Answer {
  const headers = { ...retryAfter(action.retryAfterSeconds ?? null), ...action.headers };
  if (action.text !== undefined)
    return { status: action.status, body: action.text, contentType: 'text/html; charset=utf-8', headers };
  if (action.json !== undefined) return { status: action.status, body: JSON.stringify(action.json), headers };
  return gatewayRefused(action.status, headers);
}

/** Half of a 202; a refusal stays whole. */
export function cutAnswer(answer: Answer): Answer {
  return answer.status < 300 ? { ...answer, body: answer.body.slice(0, answer.body.length / 2) } : answer;
}

/** The header that asks to wait, or none. */
export function retryAfter(seconds: number | null): Record<string, string> {
  return seconds === null ? {} : { 'retry-after': String(seconds) };
}
