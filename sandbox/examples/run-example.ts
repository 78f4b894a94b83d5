import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { describeMail } from '../describe-mail';
import { type ExampleStack, exampleFolder } from './example-stack';

/** The commands of each example, as one types them in its folder. */
const examples = {
  counter: ['batch start --request counter.json --watch', 'batch result counter'],
  'article-query': ['batch start --request article-query.json --watch', 'batch result article-query'],
  primes: ['batch start --request primes.json --watch', 'batch result primes'],
  outage: ['batch start --request outage.json --watch', 'batch retry outage --watch', 'batch result outage --json'],
} as const;

export type ExampleName = keyof typeof examples;
export const exampleNames = Object.keys(examples);

export function isExampleName(name: string | undefined): name is ExampleName {
  return name !== undefined && Object.hasOwn(examples, name);
}

const command = resolve(__dirname, __filename.endsWith('.ts') ? '../../dist/src/client.js' : '../../src/client.js');

/** Runs the commands of an example, and tells what they print; of the article query also what was mailed. */
export async function runExample(stack: ExampleStack, name: ExampleName, tell: (text: string) => void): Promise<void> {
  for (const line of examples[name]) {
    tell(`\n$ longshore ${line}\n`);
    await run(stack, line.split(' '), tell);
  }
  const mail = stack.smtp.mails.at(-1);
  if (name === 'article-query' && mail) tell(`\n${describeMail(mail).text}\n`);
}

async function run(stack: ExampleStack, words: readonly string[], tell: (text: string) => void): Promise<void> {
  const child = spawn(process.execPath, [command, ...words], { cwd: exampleFolder, env: stack.env });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', tell);
  await once(child, 'close');
}
