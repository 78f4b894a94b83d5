import { createContext, runInContext } from 'node:vm';
import { openApiDocument } from '../../src/gateway/openapi';
import { pageFiles } from '../../src/gateway/page';
import { syncRoutes } from '../../src/gateway/routes/sync';

interface Element {
  readonly name: string;
  readonly children: Element[];
  textContent?: string;
}

/** As much of a document as the page's script uses; it has no way to make HTML of a text. */
function elementOf(name: string): Element & { append(...more: Element[]): void } {
  const children: Element[] = [];
  return { name, children, append: (...more) => void children.push(...more) };
}

const textsOf = ({ textContent, children }: Element): string[] => [
  ...(textContent === undefined ? [] : [textContent]),
  ...children.flatMap(textsOf),
];

test('the page shows each route with its body and its answers', async () => {
  const main = elementOf('main');
  const document = { createElement: elementOf, getElementById: () => main };
  const told = openApiDocument(syncRoutes, '1.4.0');
  const fetched: string[] = [];
  const fetch = async (path: string) => {
    fetched.push(path);
    return { json: async () => JSON.parse(JSON.stringify(told)) };
  };
  const script = pageFiles.find(({ path }) => path === '/page.js')?.text ?? '';
  runInContext(script, createContext({ document, fetch }));
  await new Promise((resolve) => setImmediate(resolve));
  expect(fetched).toEqual(['/openapi.json']);
  expect(main.children).toHaveLength(syncRoutes.length);
  const texts = main.children.flatMap(textsOf);
  for (const { method, path, summary } of syncRoutes)
    expect(texts).toEqual(expect.arrayContaining([method, path, summary]));
  expect(texts.join('\n')).toContain('confirmDeletetion');
});
