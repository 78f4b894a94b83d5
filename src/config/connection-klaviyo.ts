import { z } from 'zod';
import { apiKey, serviceUrl } from './settings';

/** An account of Klaviyo. */
export const klaviyoConnection = z.strictObject({
  type: z.literal('klaviyo'),
  apiKey: apiKey().describe('A private key, pk_…; docs/klaviyo.md lists the scopes that it needs.'),
  baseUrl: serviceUrl().optional().describe("Replaces Klaviyo's own address, for stand-ins."),
});

export type KlaviyoConnection = z.output<typeof klaviyoConnection>;
