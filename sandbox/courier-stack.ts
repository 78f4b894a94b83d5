import { startExportBucket } from './export-bucket';
import { type LocalStack, type LocalStackOptions, startLocalStack } from './local-stack';
import { exportCourier, exportFeeds } from './optimizely-export';
import type { S3StandIn, S3StandInOptions } from './s3-stand-in';

type Section = Readonly<Record<string, unknown>>;

export interface CourierStackOptions extends Omit<LocalStackOptions, 'sections'> {
  /** Laid over the courier of the export. */
  readonly courier?: Section;
  /** More couriers, by name. */
  readonly otherCouriers?: Readonly<Record<string, Section>>;
  /** Laid over the feeds of the export, by name. */
  readonly feeds?: Readonly<Record<string, Section>>;
  /** Where the tables are; left out, a file of DuckDB beside longshore.yaml. */
  readonly tables?: Section;
  readonly steps?: Readonly<Record<string, string>>;
  readonly s3?: S3StandInOptions;
}

/** What a courier needs on this machine: Temporal, a bucket, tables, and a longshore.yaml that joins them. */
export interface CourierStack extends LocalStack {
  readonly s3: S3StandIn;
  /** Writes longshore.yaml anew, with this laid over its courier. */
  configureCourier(courier: Section): Promise<void>;
}

export async function startCourierStack(options: CourierStackOptions = {}): Promise<CourierStack> {
  const { courier, otherCouriers, feeds, tables, steps, s3, ...rest } = options;
  const bucket = await startExportBucket(s3);
  const sections = (over: Section): Section => ({
    connections: { optimizely: bucket.connection, tables: tables ?? { type: 'duckdb', path: 'warehouse.duckdb' } },
    feeds: { ...exportFeeds('tables'), ...feeds },
    couriers: { optimizely: { ...exportCourier, ...courier, ...over }, ...otherCouriers },
    ...(steps ? { steps } : {}),
  });
  const stack = await startLocalStack({ ...rest, env: { ...rest.env, ...bucket.env }, sections: sections({}) });
  return {
    ...stack,
    s3: bucket.s3,
    configureCourier: (over) => stack.configure(sections(over)),
    stop: async () => {
      await stack.stop();
      await bucket.s3.stop();
    },
  };
}
