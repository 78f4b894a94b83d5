/** One thing that was looked at. */
export interface CheckResult {
  readonly what: string;
  readonly outcome: 'ok' | 'warning' | 'failed';
  readonly message: string;
  readonly code?: string;
  readonly remedy?: string;
}

/** What a look came to, before it is said what was looked at. */
export type Finding = Omit<CheckResult, 'what'>;

export const ok = (message: string): Finding => ({ outcome: 'ok', message });
export const warning = (message: string, remedy: string): Finding => ({ outcome: 'warning', message, remedy });
