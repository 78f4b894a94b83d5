import { LongshoreError } from '../../src/contract/failure';

interface Running {
  readonly baseUrl: string;
  readonly controlUrl: string;
  readonly stop: () => Promise<void>;
}

/**
 * A stand-in as a process of its own: options as JSON in the one argument, `{"baseUrl", "controlUrl"}` as one line on
 * stdout, ends on SIGTERM or SIGINT. Exit code 2: it cannot use the options.
 */
export function runAsProcess<Options>(start: (options: Options) => Promise<Running>): void {
  const run = async (): Promise<void> => {
    const { baseUrl, controlUrl, stop } = await start(optionsFrom(process.argv[2] ?? '{}'));
    process.stdout.write(`${JSON.stringify({ baseUrl, controlUrl })}\n`);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
  };
  run().catch((error) => {
    process.stderr.write(`${error instanceof LongshoreError ? error.message : error.stack}\n`);
    process.exitCode = error instanceof LongshoreError ? 2 : 1;
  });
}

/** What the JSON holds is checked at the start; here only its being JSON. */
function optionsFrom<Options>(argument: string): Options {
  try {
    return JSON.parse(argument);
  } catch (cause) {
    throw new LongshoreError('usage-invalid', 'The options are not JSON.', { cause });
  }
}
