import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

const operation = z.looseObject({
  operationId: z.string(),
  requestBody: z.looseObject({ content: z.record(z.string(), z.looseObject({ schema: z.unknown() })) }).optional(),
  responses: z.record(z.string(), z.unknown()),
  'x-klaviyo-ratelimit': z.looseObject({ burst: z.string(), steady: z.string() }),
  'x-klaviyo-scopes': z.array(z.string()),
});

const contractSchema = z.looseObject({
  info: z.looseObject({ version: z.string() }),
  paths: z.record(z.string(), z.record(z.enum(['get', 'post', 'patch', 'delete']), operation.optional())),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

/** Klaviyo's published OpenAPI document. It is not part of this project. */
export type Contract = z.output<typeof contractSchema>;
export type ContractOperation = z.output<typeof operation>;

/**
 * Where the document is: the path in KLAVIYO_OPENAPI, else a folder beside the project; undefined where there is none,
 * and the checks that need it are left out.
 */
export function contractPath(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const path = env.KLAVIYO_OPENAPI ?? resolve('..', 'shared', 'contracts', 'klaviyo-openapi.json');
  return existsSync(path) ? path : undefined;
}

/** Reads the document. Throws for a file that is no such document. */
export function readContract(path: string): Contract {
  return contractSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** Its operations with their method and path. */
export function operationsOf(contract: Contract): { method: string; path: string; operation: ContractOperation }[] {
  return Object.entries(contract.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) => (operation ? [{ method, path, operation }] : [])),
  );
}
