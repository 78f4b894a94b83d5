import { z } from 'zod';
import { defaultTaskQueue } from '../contract/names';
import { type BatchJobConfig, batchJob } from './batch-job';
import { type BookmarkPlaceSettings, bookmarkPlace } from './bookmark-place';
import { type Connection, connection } from './connection';
import type { CourierGroupConfig } from './courier-group';
import { courierSections } from './courier-sections';
import { type EndPointConfig, endPoint } from './end-point';
import type { FeedConfig } from './feed';
import { type GatewayConfig, gatewaySection } from './gateway';
import { type ImportConfig, importSettings } from './import';
import { type NotificationsConfig, notificationsSection } from './notifications';
import { type PlaceChoice, placeChoice } from './place-choice';
import { duration, sectionName, serviceUrl, text } from './settings';
import { type StorageConfig, storage } from './storage-config';

/** A validated longshore.yaml with its variables put in. It holds secrets: it is never logged, and never in a history. */
export interface Config {
  /** Absolute path of the file; of one that is not there, where the environment alone configures. */
  readonly path: string;
  /** The folder that the file lies in. */
  readonly folder: string;
  /** True where there is no file, and the environment alone configures. */
  readonly ofEnvironment: boolean;
  readonly taskQueue: string;
  readonly connections: Readonly<Record<string, Connection>>;
  /** Couriers are among them, as imports of type `courier`, and groups of them as `group/<name>`, of type `courier-group`. */
  readonly imports: Readonly<Record<string, ImportConfig>>;
  readonly courierGroups: Readonly<Record<string, CourierGroupConfig>>;
  /** By the names of their tables: `Optimizely:Decisions`. */
  readonly feeds: Readonly<Record<string, FeedConfig>>;
  readonly endPoints: Readonly<Record<string, EndPointConfig>>;
  readonly batchJobs: Readonly<Record<string, BatchJobConfig>>;
  readonly storage: StorageConfig;
  readonly gateway: GatewayConfig;
  readonly notifications: NotificationsConfig;
  /** Where people look at runs. */
  readonly webUi?: string | undefined;
  /** Where bookmarks are kept that have no place of their own. */
  readonly bookmarks: PlaceChoice;
  /** By name; `temporal` is always there. */
  readonly places: Readonly<Record<string, BookmarkPlaceSettings>>;
  readonly steps: {
    readonly targetMs: number;
    readonly heartbeatTimeoutMs: number;
    readonly dependencyLookMs: number;
  };
  /** The file's values as they are written, with `${NAME}` in place of what it stands for; made for `fingerprint`. */
  readonly written: WrittenConfig;
}

export interface WrittenConfig {
  readonly connections: Readonly<Record<string, unknown>>;
  /** Couriers are among them, and groups as `group/<name>`. */
  readonly imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly feeds: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly endPoints: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly batchJobs: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly places: Readonly<Record<string, unknown>>;
  /** Undefined where it is left out. */
  readonly bookmarks: unknown;
}

/** The whole file, as the one schema from which everything else follows. */
export const configFile = z.strictObject({
  taskQueue: text().default(defaultTaskQueue).describe('The Temporal task queue of the workers.'),
  connections: z.record(sectionName(), connection).default({}),
  imports: z.record(sectionName(), importSettings).default({}),
  ...courierSections,
  endPoints: z.record(sectionName(), endPoint).default({}).describe('What batch jobs call, by name.'),
  batchJobs: z.record(sectionName(), batchJob).default({}).describe('Batch jobs that have a name.'),
  storage: storage.prefault({ type: 'directory' }),
  bookmarks: placeChoice
    .prefault({ type: 'temporal' })
    .describe('Where all bookmarks are kept: a place, or the name of one under places.'),
  places: z.record(sectionName(), bookmarkPlace).default({}).describe('Places of bookmarks, by name.'),
  gateway: gatewaySection.describe('The HTTP gateway, `longshore serve`.'),
  notifications: notificationsSection.describe('Who is told of what happens by itself.'),
  webUi: serviceUrl().optional().describe('The Web UI of Temporal, for links to runs: http://localhost:8233'),
  steps: z
    .strictObject({
      target: duration(1).prefault('20s').describe('How long a step works before it returns.'),
      heartbeatTimeout: duration(1).prefault('20s').describe('After this silence a step is given to another worker.'),
      dependencyLook: duration(1)
        .prefault('10s')
        .describe('How soon a run or a batch job that waits for another looks again; later, the longer it has waited.'),
    })
    .prefault({})
    .transform(({ target, heartbeatTimeout, dependencyLook }) => ({
      targetMs: target,
      heartbeatTimeoutMs: heartbeatTimeout,
      dependencyLookMs: dependencyLook,
    })),
});
