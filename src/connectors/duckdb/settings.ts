/** Where a database of DuckDB lies, and what it may use. */
export interface DuckDbSettings {
  /** Its file, absolute; undefined for one in memory, which ends with its handle. */
  readonly path: string | undefined;
  /** What the engine may hold in memory before it writes to disk: `768MB`, unless it is set. The process needs up to twice that: 1GB had peaks of 1.5 GB in a load of 5,000,000 rows. */
  readonly memoryLimit?: string;
  /** All cores, unless it is set. */
  readonly threads?: number;
  /** For what does not fit into memory: beside the file, or in the folder of the machine for temporary files, unless it is set. */
  readonly temporaryFolder?: string;
  /** Folders below which files are read; those of the machine for temporary files, unless it is set. */
  readonly readableFolders?: readonly string[];
}
