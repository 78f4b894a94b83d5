import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const readme = readFileSync(resolve(__dirname, '../../README.md'), 'utf8');

/** The blocks of code of one language in a section of the README, as a reader would copy them. */
export function codeIn(heading: string, language: string): string[] {
  const from = readme.indexOf(`\n### ${heading}\n`);
  if (from === -1) throw new Error(`The README has no section ${heading}`);
  const end = readme.indexOf('\n##', from + 1);
  const section = readme.slice(from, end === -1 ? undefined : end);
  const fence = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm');
  return [...section.matchAll(fence)].map(([, code = '']) => code);
}
