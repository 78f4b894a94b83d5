import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { root } from './compose-file';

const words = z.array(z.string()).min(1);

/** The Dockerfile's instructions with their lines joined: `[['FROM', 'node:22…'], …]`. */
export function readDockerfile(): (readonly [instruction: string, text: string])[] {
  const lines = readFileSync(resolve(root, 'Dockerfile'), 'utf8')
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const);
}

/** The one instruction of its name. */
export function instruction(name: string): string {
  const [only, ...others] = readDockerfile().filter(([found]) => found === name);
  if (!only || others.length > 0) throw new Error(`The Dockerfile should have one ${name}`);
  return only[1];
}

/** The words of `CMD` or `HEALTHCHECK`, which must be in the JSON form: the other needs a shell, which keeps SIGTERM. */
export function commandOf(name: 'CMD' | 'HEALTHCHECK'): readonly string[] {
  const text = instruction(name);
  return words.parse(JSON.parse(text.slice(text.indexOf('['))));
}
