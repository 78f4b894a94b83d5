import { z } from 'zod';
import { courier } from './courier';
import { courierGroup } from './courier-group';
import { feed, feedName } from './feed';
import { sectionName } from './settings';

/** The sections of couriers, of groups of them and of feeds, by name. */
export const courierSections = {
  feeds: z.record(feedName(), feed).default({}).describe('What becomes of files in tables, by <source>:<feed>.'),
  couriers: z.record(sectionName(), courier).default({}).describe('What brings files into tables, by name.'),
  courierGroups: z
    .record(sectionName(), courierGroup)
    .default({})
    .describe('Couriers that run as a unit, by schedule, by name.'),
};
