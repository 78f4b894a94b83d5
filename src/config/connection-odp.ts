import { z } from 'zod';
import { apiKey, serviceUrl, word } from './settings';

/** An account of the Optimizely Data Platform. The region follows from the key where neither it nor baseUrl is given. */
export const odpConnection = z.strictObject({
  type: z.literal('odp'),
  apiKey: apiKey(),
  region: word('us', 'eu', 'au').optional(),
  baseUrl: serviceUrl().optional().describe('Replaces the address of the region, for stand-ins.'),
  requestsPerSecond: z
    .number({ error: 'must be a number above 0' })
    .positive({ error: 'must be a number above 0' })
    .optional()
    .describe('A fixed pace, for accounts that are held to one.'),
});

export type OdpConnection = z.output<typeof odpConnection>;
