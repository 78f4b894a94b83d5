import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export const root = resolve(__dirname, '../..');

const words = z.array(z.string()).min(1);
const condition = z.enum(['service_started', 'service_healthy', 'service_completed_successfully']);
const service = z.object({
  image: z.string(),
  build: z.literal('.').optional(),
  restart: z.enum(['no', 'unless-stopped']),
  depends_on: z.record(z.string(), z.object({ condition })).optional(),
  stop_grace_period: z.string().optional(),
  env_file: z.literal('.env').optional(),
  // Compose takes numbers as well; text leaves nobody in doubt.
  environment: z.record(z.string(), z.string()).optional(),
  volumes: words.optional(),
  ports: words.optional(),
  entrypoint: words.optional(),
  command: words.optional(),
  healthcheck: z.union([z.object({ disable: z.literal(true) }), z.object({ test: words })]).optional(),
});

/**
 * What the Compose specification leaves open, and this file does not: one form of each key that has several, and the values
 * of `restart`, which are any text to its schema. Whether the keys are right, the schema decides.
 */
const composeFile = z.object({
  name: z.string(),
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.unknown()),
});

export const composeText = readFileSync(resolve(root, 'docker-compose.yml'), 'utf8');

/** Throws where the file is not of the form above. */
export function readComposeFile(text = composeText): z.output<typeof composeFile> {
  return composeFile.parse(parse(text));
}
