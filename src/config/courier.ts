import { z } from 'zod';
import { courierEntity, filePattern, landingsOf } from './courier-entity';
import { dependsOn } from './depends-on';
import { type LandAs, loadableTypes } from './land-as';
import { loadOperations } from './load-operations';
import { alertSettings } from './notifications';
import { bookmarksOfImport } from './place-choice';
import { schedule } from './schedule';
import { duration, sectionName, text, whenWhole } from './settings';

const lookBack = z
  .string({ error: 'must be a number of days such as 3d' })
  .regex(/^\d{1,4}d$/, { error: 'must be a number of days such as 3d' })
  .transform((days) => Number(days.slice(0, -1)));

const ready = z.union([filePattern(), z.record(sectionName(), filePattern())], {
  error: 'must be the pattern of a marker, or a map of tags and patterns',
});

/** Brings the files of a window from a bucket, and loads them into tables by way of feeds. */
export const courier = z
  .strictObject({
    source: text().describe('Name of a connection of type s3.'),
    entities: z
      .array(courierEntity)
      .min(1, { error: 'must have at least one entity' })
      .describe('What it brings, as JSON or YAML.'),
    ready: ready
      .optional()
      .describe('Pattern of the marker that says that the files of a day are complete; or one a tag.'),
    quotedDates: z.boolean().default(false).describe('true: what looks like a date in the quotes of a pattern is one.'),
    lookBack: lookBack.prefault('0d').describe('So many days before its window are looked at for late files: 3d'),
    wait: duration().prefault('0s').describe('How long files that are not there yet are waited for.'),
    loadOperations,
    resolveWithin: duration()
      .prefault('0s')
      .describe('How long a run that has failed at something waits for `longshore resolve` before it ends.'),
    landedFor: duration(1).prefault('7d').describe('How long landed files are kept.'),
    giveUpAfter: duration(1).prefault('24h').describe('How long a run goes on without anything that succeeds.'),
    title: text().optional().describe('How the journal and notifications call the courier.'),
    records: text().default('rows').describe('What its records are called.'),
    schedule: schedule.optional(),
    ...alertSettings,
    dependsOn,
    bookmarks: bookmarksOfImport,
  })
  .superRefine(
    ({ entities, loadOperations: operations }, context) => {
      const landings = entities.flatMap(landingsOf);
      for (const [feed, list] of Object.entries(operations)) {
        for (const [index, one] of list.entries()) {
          if (one.type !== 'load') continue;
          const isLoadable = ({ tag, contentType }: LandAs) => tag !== one.file || loadableTypes.includes(contentType);
          if (landings.every(isLoadable)) continue;
          const message = `must be the tag of files that can be loaded: ${loadableTypes.join(', ')}`;
          context.addIssue({ code: 'custom', path: ['loadOperations', feed, index, 'file'], message });
        }
      }
    },
    whenWhole('entities', 'loadOperations'),
  )
  .transform(({ lookBack, wait, resolveWithin, landedFor, giveUpAfter, ...rest }) => ({
    ...rest,
    lookBackDays: lookBack,
    waitMs: wait,
    resolveWithinMs: resolveWithin,
    landedForMs: landedFor,
    giveUpAfterMs: giveUpAfter,
  }));

/** Connections that a courier uses: key of its section → types that can be named there. */
export const courierConnections = { source: ['s3'] } as const;

/** The settings of one courier; times in ms. */
export type CourierConfig = z.output<typeof courier>;

/** A courier as the import that it is to all that works with imports. */
export interface CourierImport extends CourierConfig {
  readonly type: 'courier';
  /** The courier's name where the file gives no title. */
  readonly title: string;
}
