import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const root = resolve(__dirname, '../..');

const duration = z.string().regex(/^\d+(ms|s|m|h)$/);
const words = z.array(z.string()).min(1);
const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully']);
const healthcheck = z.union([
  z.strictObject({ disable: z.literal(true) }),
  z.strictObject({
    test: words,
    interval: duration,
    timeout: duration,
    retries: z.int(),
    start_period: duration.optional(),
  }),
]);
const service = z.strictObject({
  image: z.string(),
  build: z.literal('.').optional(),
  profiles: words.optional(),
  restart: z.enum(['no', 'unless-stopped']),
  init: z.boolean().optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition })).optional(),
  stop_grace_period: duration.optional(),
  env_file: z.literal('.env').optional(),
  // Compose takes numbers as well; text leaves nobody in doubt.
  environment: z.record(z.string(), z.string()).optional(),
  volumes: words.optional(),
  ports: words.optional(),
  entrypoint: words.optional(),
  command: words.optional(),
  healthcheck: healthcheck.optional(),
});

/** What docker-compose.yml uses of the Compose specification, no more: a key that is misspelt or new is refused. */
const composeFile = z.strictObject({
  name: z.string(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
});

export type Service = z.output<typeof service>;
export type ComposeFile = z.output<typeof composeFile>;

export const composeText = readFileSync(resolve(root, 'docker-compose.yml'), 'utf8');

/** Throws where the file is not of the form above. */
export function readComposeFile(text = composeText): ComposeFile {
  return composeFile.parse(parse(text));
}
