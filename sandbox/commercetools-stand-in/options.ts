import { z } from 'zod';
import { shopSize } from '../shop';

/** What can be switched while it runs. */
export const settingsSchema = z.strictObject({
  /** Delay of each page of a query. */
  delayMs: z.number().min(0),
  /** How far the stand-in's clock is ahead of this machine's; below 0, behind. */
  clockOffsetMs: z.int(),
});

const apiClient = z.strictObject({
  clientId: z.string().min(1),
  secret: z.string().min(1),
  /** As `view_orders:standin-shop`. */
  scopes: z.array(z.string().min(1)).min(1),
});

export const optionsSchema = settingsSchema.partial().extend({
  /** 0 is a free port. Both listen on 127.0.0.1 only. */
  port: z.int().min(0).max(65535).optional(),
  controlPort: z.int().min(0).max(65535).optional(),
  projectKey: z.string().min(1).optional(),
  /** Left out, one client that may read everything. */
  clients: z.array(apiClient).min(1).optional(),
  /** How long tokens are good. */
  tokenSeconds: z.number().positive().optional(),
  /** A made-up shop that is there from the start. */
  shop: shopSize.optional(),
  /** How many requests the journal keeps (10,000). */
  keepRequests: z.int().min(0).optional(),
});

export type ApiClient = Readonly<z.output<typeof apiClient>>;
export type CommercetoolsSettings = Readonly<z.output<typeof settingsSchema>>;
export type CommercetoolsStandInOptions = z.input<typeof optionsSchema>;
export type ParsedOptions = z.output<typeof optionsSchema>;

export const defaultProjectKey = 'standin-shop';

/** The scopes that the imports need, of a project. */
export function importScopes(projectKey: string): readonly string[] {
  return [
    'view_customers',
    'view_orders',
    'view_payments',
    'view_products',
    'view_published_products',
    'manage_key_value_documents',
  ].map((scope) => `${scope}:${projectKey}`);
}
