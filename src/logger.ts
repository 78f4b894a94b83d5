import { ApplicationFailure } from '@temporalio/common';
import { DefaultLogger, type LogEntry, type Logger } from '@temporalio/worker';
import { logLines } from './log-lines';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/**
 * A logger for Temporal's runtime that writes JSON lines with the import and the run they are about. What an error says
 * is left to the failure that carries it: its text here is only its name and its code.
 */
export function createLogger(level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' = 'INFO'): Logger {
  logLines.level = levels[level];
  return new DefaultLogger(level, (entry) => {
    logLines[levels[entry.level]](fieldsOf(entry), entry.message);
  });
}

const kept = ['tracker', 'activity', 'seq', 'notification', 'code', 'stack', 'taskQueue', 'tables', 'reason'] as const;

function fieldsOf(entry: LogEntry): Record<string, unknown> {
  const { workflowId, runId, error, sdkComponent, activityType, attempt, run = runId, ...meta } = entry.meta ?? {};
  return {
    ...(typeof workflowId === 'string' ? { import: workflowId.replace(/^import\//, '') } : {}),
    ...(run === undefined ? {} : { run }),
    ...(activityType === undefined ? {} : { activity: activityType }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(error instanceof Error ? { error: error.name } : {}),
    // The code of a failure of ours; its message is left to the failure itself.
    ...(error instanceof ApplicationFailure && error.type ? { code: error.type } : {}),
    ...(sdkComponent === undefined ? {} : { from: sdkComponent }),
    ...Object.fromEntries(kept.filter((key) => meta[key] !== undefined).map((key) => [key, meta[key]])),
  };
}
