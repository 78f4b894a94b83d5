import { z } from 'zod';
import { courier } from './courier';
import { feed, feedName } from './feed';
import { sectionName } from './settings';

/** The sections of couriers and of feeds, by name. */
export const courierSections = {
  feeds: z.record(feedName(), feed).default({}).describe('What becomes of files in tables, by <source>:<feed>.'),
  couriers: z.record(sectionName(), courier).default({}).describe('What brings files into tables, by name.'),
};
