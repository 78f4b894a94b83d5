import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { LongshoreError } from '../contract/failure';

/**
 * The variables that longshore.yaml may name: those of the environment, and those of a `.env` beside the file, over
 * which the environment wins. Nothing is written to the environment.
 *
 * Throws `config-invalid` where `.env` is there and cannot be read.
 */
export function environmentVariables(folder: string, environment: NodeJS.ProcessEnv): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const [name, value] of [...Object.entries(readEnvFile(folder)), ...Object.entries(environment)]) {
    if (value !== undefined) variables.set(name, value);
  }
  return variables;
}

/**
 * The environment, with the `TEMPORAL_*` of the `.env` beside longshore.yaml under it: where Temporal is may stand there as
 * well. What is set in the environment wins, also when it is set to nothing. Throws as `environmentVariables` does.
 */
export function withTemporalOfFile(folder: string, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ofFile = Object.entries(readEnvFile(folder)).filter(([name]) => name.startsWith('TEMPORAL_'));
  return { ...Object.fromEntries(ofFile), ...environment };
}

function readEnvFile(folder: string): NodeJS.Dict<string> {
  const path = join(folder, '.env');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new LongshoreError('config-invalid', `${path} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, {
      remedy: 'Make it a file that this user may read, or remove it.',
      cause,
    });
  }
  // parseEnv takes a byte order mark and carriage returns for parts of names and values.
  return parseEnv(text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n'));
}
