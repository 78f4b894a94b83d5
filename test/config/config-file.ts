import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, loadConfig } from '../../src/config';
import { LongshoreError } from '../../src/contract/failure';

/** A longshore.yaml without a fault, that has every section. */
export const goodFile = `connections:
  stores:
    type: azure-blob
    accountName: mystorageaccount
    container: offline-stores
    credentials: { type: client-secret, tenantId: t, clientId: c, clientSecret: s }
  odp: { type: odp, apiKey: k, region: us }
imports:
  offline-stores:
    type: files-to-odp
    source: stores
    destination: odp
    object: stores
    key: store_id
    fields: { store_id: id, store_name: name }
    batchSize: 50
    schedule: { cron: 0 6 * * *, timeZone: Europe/Berlin }
storage: { type: directory, path: left }
steps: { target: 20s }
`;

/** `text` with a part of it replaced; the part must be there once. */
export function replaced(text: string, part: string, by: string): string {
  const [before, after, ...more] = text.split(part);
  if (before === undefined || after === undefined || more.length > 0) throw new Error(`not once in the file: ${part}`);
  return before + by + after;
}

/** `line:column` of the only place of a part in a text. */
export function placeIn(text: string, part: string): string {
  const lines = replaced(text, part, '\0').split('\0')[0]?.split('\n') ?? [];
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}

export interface Refusal {
  readonly code: string;
  /** `line:column: text`, without the name of the file. */
  readonly problems: readonly string[];
  readonly error: LongshoreError;
}

export interface ConfigFile {
  readonly folder: () => string;
  readonly path: () => string;
  readonly load: (text: string, env?: NodeJS.ProcessEnv) => Config;
  /** What `loadConfig` throws, or undefined where it takes the file. */
  readonly refusal: (text: string, env?: NodeJS.ProcessEnv) => Refusal | undefined;
}

/** A longshore.yaml in a folder of its own, for the tests of one file. */
export function configFile(): ConfigFile {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'longshore-config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = () => join(folder, 'longshore.yaml');

  const load = (text: string, env: NodeJS.ProcessEnv = {}) => {
    writeFileSync(path(), text);
    return loadConfig({ path: path(), env });
  };
  const refusal = (text: string, env: NodeJS.ProcessEnv = {}) => {
    try {
      load(text, env);
      return undefined;
    } catch (error) {
      if (!(error instanceof LongshoreError)) throw error;
      return { code: error.code, problems: error.message.replaceAll(`${path()}:`, '').split('\n'), error };
    }
  };
  return { folder: () => folder, path, load, refusal };
}
