import { DefaultLogger, type LogEntry, type Logger } from '@temporalio/worker';
import pino from 'pino';

/** Where the lines of a process go: JSON on stderr, so that stdout is free for data. */
const lines = pino(
  { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } },
  pino.destination({ fd: 2, sync: true }),
);

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/**
 * A logger for Temporal's runtime that writes JSON lines with the import and the run they are about. What an error says
 * is left to the failure that carries it: its text here is only its name.
 */
export function createLogger(level: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' = 'INFO'): Logger {
  lines.level = levels[level];
  return new DefaultLogger(level, (entry) => {
    lines[levels[entry.level]](fieldsOf(entry), entry.message);
  });
}

function fieldsOf(entry: LogEntry): Record<string, unknown> {
  const { workflowId, runId, error, sdkComponent, activityType, attempt, ...meta } = entry.meta ?? {};
  const known = ['activity', 'seq', 'code', 'stack', 'taskQueue', 'reason', 'tracker', 'run'] as const;
  const kept = Object.fromEntries(known.filter((key) => meta[key] !== undefined).map((key) => [key, meta[key]]));
  return {
    ...(typeof workflowId === 'string' ? { import: workflowId.replace(/^import\//, '') } : {}),
    ...(runId === undefined ? {} : { run: runId }),
    ...(activityType === undefined ? {} : { activity: activityType }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(error instanceof Error ? { error: error.name } : {}),
    ...(sdkComponent === undefined ? {} : { from: sdkComponent }),
    ...kept,
  };
}
