import { z } from 'zod';

const ms = z.number().min(0);

/** What can be switched while it runs. Where nothing is published, it is a switch and not a constant. */
export const settingsSchema = z.strictObject({
  /** Scales both rate windows of every operation; null: no request is refused. */
  rateFactor: z.number().positive().nullable(),
  /** Delay of every answer. */
  latencyMs: ms,
  /** How long jobs are queued, and then worked. */
  queuedMs: ms,
  processingMs: ms,
  /** Jobs of the catalog that may be queued or worked at once. */
  mostCatalogJobs: z.int().min(1),
  /** Whether a bulk request is refused for a unique_id of an earlier request, or only for one that it repeats itself. */
  bulkRepeats: z.enum(['known', 'within']),
  /** Whether such a refusal names the events. */
  namesRepeats: z.boolean(),
  /** What an import error shows of the profile: the entry as it was sent, or nothing. */
  importErrorPayload: z.enum(['entry', 'none']),
  /** Whether an item or a relationship that names an unknown category fails, or goes without it. */
  unknownCategories: z.enum(['fail', 'ignore']),
  /** Whether an item takes its variants along when it is deleted. */
  deletesVariants: z.boolean(),
});

export const keySchema = z.strictObject({
  key: z.string().min(1),
  /** Left out, the key may do everything. */
  scopes: z.array(z.string()).optional(),
});

export const optionsSchema = settingsSchema.partial().extend({
  /** 0 is a free port. Both listen on 127.0.0.1 only. */
  port: z.int().min(0).max(65_535).optional(),
  controlPort: z.int().min(0).max(65_535).optional(),
  apiKeys: z.array(keySchema).optional(),
  /** Klaviyo's OpenAPI document; null leaves it aside, left out it is looked for. */
  contract: z.string().nullable().optional(),
  /** How many requests the journal keeps (10,000), so that millions do not eat the memory. */
  keepRequests: z.int().min(0).optional(),
});

export type KlaviyoSettingsOfStandIn = z.infer<typeof settingsSchema>;
export type KlaviyoSettingsChange = Partial<KlaviyoSettingsOfStandIn>;
export type KlaviyoStandInOptions = z.infer<typeof optionsSchema>;
export type ApiKey = z.infer<typeof keySchema>;

export const defaultSettings: KlaviyoSettingsOfStandIn = {
  rateFactor: 1,
  latencyMs: 0,
  queuedMs: 20,
  processingMs: 50,
  mostCatalogJobs: 500,
  bulkRepeats: 'known',
  namesRepeats: false,
  importErrorPayload: 'entry',
  unknownCategories: 'fail',
  deletesVariants: true,
};

/** The settings with a change laid over them; what the change leaves out or gives as undefined stays. */
export function changeSettings(
  settings: KlaviyoSettingsOfStandIn,
  change: KlaviyoSettingsChange,
): KlaviyoSettingsOfStandIn {
  const given = Object.entries(change).filter(([name, value]) => name in defaultSettings && value !== undefined);
  return { ...settings, ...Object.fromEntries(given) };
}
