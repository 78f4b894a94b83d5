import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { articlesFor, isOpenToAll } from '../../sandbox/content-api-stand-in';
import { type ExampleStack, startExampleStack } from '../../sandbox/examples/example-stack';
import { type ExampleName, exampleNames, runExample } from '../../sandbox/examples/run-example';
import { parseCsv } from '../../sandbox/parse-csv';

let stack: ExampleStack;
beforeAll(async () => {
  stack = await startExampleStack();
}, 60_000);
afterAll(() => stack?.stop());

async function told(name: ExampleName): Promise<string> {
  const said: string[] = [];
  await runExample(stack, name, (text) => said.push(text));
  return said.join('');
}

test('the counter counts', async () => {
  expect(await told('counter')).toContain('"summary": "Counted to 10"');
});

test('the article query mails each article once', async () => {
  const said = await told('article-query');
  const expected = articlesFor(2_000).filter(isOpenToAll);
  expect(said).toContain('"summary": "Finished processing all articles"');
  expect(said).toContain(`articles.csv: ${expected.length} rows of id and heading`);
  const rows = parseCsv(stack.smtp.mails[0]?.attachments[0]?.text ?? '');
  expect(rows.slice(1)).toEqual(expected.map(({ id, heading }) => [id, heading]));
});

test('the target in Python finds its primes', async () => {
  expect(await told('primes')).toContain('"summary": "1229 primes below 10000"');
});

test('the job whose third pass fails is retried, and no pass is lost or comes twice', async () => {
  const said = await told('outage');
  expect(said).toContain('the report server is down (attempt 2)');
  const result = JSON.parse(said.slice(said.lastIndexOf('\n$ longshore batch result')).replace(/^.*\n.*\n/, ''));
  expect(result).toMatchObject({ status: 'COMPLETED', passes: 5, accumulate: [1, 2, 3, 4, 5] });
});

test('docs/examples.md and the README name each example with its command', () => {
  for (const page of ['README.md', 'docs/examples.md']) {
    const text = readFileSync(join(resolve(__dirname, '../..'), page), 'utf8');
    for (const name of exampleNames) expect(text).toContain(`npm run example -- ${name}`);
  }
});
