import { LongshoreError } from '../../src/contract/failure';
import type { CommercetoolsStandInOptions } from './options';
import { startCommercetoolsStandIn } from './stand-in';

/**
 * The stand-in as a process of its own: options as JSON in the one argument, `{"url", "controlUrl"}` as one line on
 * stdout, ends on SIGTERM or SIGINT. Exit code 2: it cannot use the options.
 */
async function main(argument: string): Promise<void> {
  const { url, controlUrl, stop } = await startCommercetoolsStandIn(optionsFrom(argument));
  process.stdout.write(`${JSON.stringify({ url, controlUrl })}\n`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
}

/** What the JSON holds is checked at the start; here only its being JSON. */
function optionsFrom(argument: string): CommercetoolsStandInOptions {
  try {
    return JSON.parse(argument);
  } catch (cause) {
    throw new LongshoreError('usage-invalid', 'The options are not JSON.', { cause });
  }
}

main(process.argv[2] ?? '{}').catch((error) => {
  process.stderr.write(`${error instanceof LongshoreError ? error.message : error.stack}\n`);
  process.exitCode = error instanceof LongshoreError ? 2 : 1;
});
