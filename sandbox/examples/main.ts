import { startExampleStack } from './example-stack';
import { exampleNames, isExampleName, runExample } from './run-example';

/** Runs one example: `npm run example -- counter`. */
async function main(): Promise<void> {
  const [, , name] = process.argv;
  if (!isExampleName(name)) throw new Error(`Which example? There are ${exampleNames.join(', ')}.`);
  process.stdout.write('Starting a Temporal server, a worker and what the examples talk to …\n');
  const stack = await startExampleStack();
  try {
    await runExample(stack, name, (text) => process.stdout.write(text));
  } finally {
    await stack.stop();
  }
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
