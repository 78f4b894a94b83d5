import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { stringify } from 'yaml';
import { type OdpStandIn, startOdpStandIn } from '../../sandbox/odp-stand-in';
import { offlineStoresImport, offlineStoresObject } from '../../sandbox/offline-stores';
import type { WorkerContext } from '../../src/activities';
import { Governors } from '../../src/activities/delivery/governors';
import { createFilesToOdpActivities, type FilesToOdpActivities } from '../../src/activities/files-to-odp';
import type { FindRejectsResult } from '../../src/activities/find-rejects';
import type { ImportFilesResult } from '../../src/activities/import-files';
import { type ListFilesResult, listFiles } from '../../src/activities/list-files';
import type { ListQuarantinedResult } from '../../src/activities/list-quarantined';
import type { ReplayRejectsResult } from '../../src/activities/replay-rejects';
import type { FilesHeartbeat } from '../../src/activities/step-pulse';
import { fingerprint, loadConfig } from '../../src/config';
import type { FilesCursor, FoundFile } from '../../src/contract/files';
import type { RejectFilter } from '../../src/contract/run-options';
import { DirectoryStorage } from '../../src/storage/directory-storage';
import { startAzuriteContainers } from '../connectors/azure-blob/azurite-containers';
import { silentLogger } from './silent-logger';

export const importName = 'offline-stores';
export const objectName = offlineStoresObject.name;

/** A bookmark that was never written. */
export const nothingYet: FilesCursor = {
  source: 'here',
  lastFileTimestamp: 0,
  position: 0,
  bytesDone: 0,
  quarantined: 0,
};

export interface StepOptions {
  /** What the attempt before told last. It goes through JSON, as it does on its way through Temporal. */
  readonly details?: FilesHeartbeat;
  readonly attempt?: number;
  /** Where the files of others begin; left out, all of the list is this step's. */
  readonly to?: number;
  /** Cancels the step when this heartbeat is told. */
  readonly cancelWhen?: (heartbeat: FilesHeartbeat) => boolean;
}

export interface ConfigureOptions {
  readonly target?: string;
  /** In place of the stand-in's own: a proxy's. */
  readonly baseUrl?: string;
}

/** An import with an empty container of its own, and its activities as a worker would run them. */
export interface ImportUnderTest {
  readonly storage: DirectoryStorage;
  readonly activities: FilesToOdpActivities;
  readonly heartbeats: FilesHeartbeat[];
  /** Writes longshore.yaml anew, with these settings laid over the sample's. */
  configure(settings: Readonly<Record<string, unknown>>, more?: ConfigureOptions): Promise<void>;
  put(name: string, content: string | Uint8Array): Promise<FoundFile>;
  remove(name: string): Promise<void>;
  list(files?: FilesCursor, more?: { readonly horizon?: number; readonly most?: number }): Promise<ListFilesResult>;
  step(files: FilesCursor, options?: StepOptions): Promise<ImportFilesResult>;
  /** Which rejects may be sent again, by the bookmark `files`. */
  findRejects(files: FilesCursor, options?: SecondChanceOptions): Promise<FindRejectsResult>;
  /** A step of a replay. */
  replay(files: FilesCursor, options?: StepOptions & SecondChanceOptions): Promise<ReplayRejectsResult>;
  /** Which files of the quarantine may be imported again, by the bookmark `files`. */
  listQuarantined(files: FilesCursor, options?: SecondChanceOptions): Promise<ListQuarantinedResult>;
}

export interface SecondChanceOptions {
  readonly filter?: RejectFilter;
  readonly overwriteNewer?: true;
  readonly dryRun?: true;
}

export interface ImportsUnderTest {
  readonly odp: OdpStandIn;
  fresh(settings?: Readonly<Record<string, unknown>>): Promise<ImportUnderTest>;
  stop(): Promise<void>;
}

const apiKey = 'standin.key-of-the-test';

/** An Azurite and an ODP stand-in for the tests of one file. */
export async function startImports(): Promise<ImportsUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'longshore-activities-'));
  const containers = await startAzuriteContainers();
  const odp = await startOdpStandIn({ objects: [offlineStoresObject], apiKeys: [apiKey], applyDelayMs: 0 });
  let count = 0;

  const fresh: ImportsUnderTest['fresh'] = async (settings = {}) => {
    count += 1;
    const { client, settings: source } = await containers.fresh();
    const storage = new DirectoryStorage(join(folder, `storage-${count}`));
    const configPath = join(folder, `longshore-${count}.yaml`);
    const configure: ImportUnderTest['configure'] = (more, { target, baseUrl = odp.baseUrl } = {}) =>
      writeFile(
        configPath,
        stringify({
          connections: {
            stores: { type: 'azure-blob', ...source },
            odp: { type: 'odp', apiKey, baseUrl },
          },
          imports: { [importName]: { ...offlineStoresImport, settle: '0s', ...settings, ...more } },
          storage: { type: 'directory', path: `storage-${count}` },
          ...(target === undefined ? {} : { steps: { target } }),
        }),
      );
    await configure({});
    const context: WorkerContext = { configPath, env: {}, taskQueue: 'longshore', governors: new Governors() };
    const activities = createFilesToOdpActivities(context);
    const asked = () => ({
      import: importName,
      fingerprint: fingerprint(loadConfig({ path: configPath, env: {} }), importName),
    });
    const heartbeats: FilesHeartbeat[] = [];
    /** The environment of a step, which keeps what the step tells and may cancel it. */
    const stepEnvironment = ({ details, attempt = 1, cancelWhen = () => false }: StepOptions) => {
      const heartbeatDetails = details && JSON.parse(JSON.stringify(details));
      const environment = new MockActivityEnvironment({ attempt, heartbeatDetails }, { logger: silentLogger });
      environment.on('heartbeat', (told: FilesHeartbeat) => {
        heartbeats.push(JSON.parse(JSON.stringify(told)));
        if (cancelWhen(told)) environment.cancel();
      });
      return environment;
    };
    const quiet = () => new MockActivityEnvironment({}, { logger: silentLogger });

    return {
      storage,
      activities,
      heartbeats,
      configure,
      put: async (name, content) => {
        const bytes = typeof content === 'string' ? Buffer.from(content) : content;
        const { etag = '', lastModified } = await client.getBlockBlobClient(name).uploadData(bytes);
        return { name, etag: etag.replaceAll('"', ''), timestamp: lastModified?.getTime() ?? 0, size: bytes.length };
      },
      remove: async (name) => {
        await client.deleteBlob(name);
      },
      list: (files = nothingYet, { horizon, most } = {}) => {
        const request = { ...asked(), files, ...(horizon === undefined ? {} : { horizon }) };
        return new MockActivityEnvironment({}, { logger: silentLogger }).run(() => listFiles(context, request, most));
      },
      step: (files, { to = files.list?.total ?? 0, ...options } = {}) =>
        stepEnvironment(options).run(() =>
          activities.importFiles({ ...asked(), runId: 'run-1', types: {}, files, to, percent: 0 }),
        ),
      findRejects: (files, { filter = {}, overwriteNewer } = {}) => {
        const more = overwriteNewer ? { overwriteNewer } : {};
        return quiet().run(() => activities.findRejects({ ...asked(), runId: 'run-2', files, filter, ...more }));
      },
      replay: (files, { filter = {}, overwriteNewer, dryRun, ...options } = {}) => {
        const more = { ...(overwriteNewer ? { overwriteNewer } : {}), ...(dryRun ? { dryRun } : {}) };
        return stepEnvironment(options).run(() =>
          activities.replayRejects({ ...asked(), runId: 'run-2', types: {}, files, filter, percent: 0, ...more }),
        );
      },
      listQuarantined: (files, { overwriteNewer } = {}) => {
        const more = overwriteNewer ? { overwriteNewer } : {};
        return quiet().run(() => activities.listQuarantined({ ...asked(), files, ...more }));
      },
    };
  };
  return {
    odp,
    fresh,
    stop: async () => {
      await Promise.all([containers.azurite.stop(), odp.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
