import { z } from 'zod';
import { text } from './settings';

/** Which properties are sent and under which names. */
export const propertySelection = z
  .strictObject({
    include: z.array(text()).default([]).describe('Names of those that are sent; empty: all.'),
    exclude: z.array(text()).default([]).describe('Names of those that are not; wins over include.'),
    map: z.record(text(), text()).default({}).describe('Name in the source: name at the destination.'),
  })
  .superRefine(({ map }, context) => {
    const seen = new Set<string>();
    for (const [name, renamed] of Object.entries(map)) {
      if (seen.has(renamed)) {
        const message = 'must be a name that no other property is renamed to';
        context.addIssue({ code: 'custom', path: ['map', name], message });
      }
      seen.add(renamed);
    }
  })
  .prefault({});
