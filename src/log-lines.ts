import pino from 'pino';

/** Where the lines of a process go: JSON on stderr, so that stdout is free for data. */
export const logLines = pino(
  { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } },
  pino.destination({ fd: 2, sync: true }),
);
