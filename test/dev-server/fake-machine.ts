import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A shell script that can be run; it knows shell words only, as nothing else is on the PATH of a fake machine. */
export async function writeProgram(path: string, script: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

/** A machine that has only what lies in these folders, and no network: what asks for a proxy finds none there. */
export function fakeEnvironment(folder: string, path: readonly string[]): NodeJS.ProcessEnv {
  return {
    PATH: path.join(':'),
    HOME: join(folder, 'home'),
    HTTPS_PROXY: 'http://127.0.0.1:9',
    https_proxy: 'http://127.0.0.1:9',
  };
}

/** A pip that downloads by copying the files into the folder that it is told with -d. It notes its arguments beside itself. */
export async function writeFakePip(path: string, wheels: readonly string[]): Promise<string> {
  const copies = wheels.map((wheel) => `/bin/cp '${wheel}' "$folder/"`);
  return writeProgram(
    path,
    [
      'case "$*" in *--version*) echo "pip 23.2.1"; exit 0;; esac',
      'echo "$@" >"$0.arguments"',
      'echo "$TMPDIR" >"$0.tmpdir"',
      'folder=',
      'while [ $# -gt 0 ]; do if [ "$1" = -d ]; then folder=$2; fi; shift; done',
      '/bin/mkdir -p "$folder"',
      ...copies,
    ].join('\n'),
  );
}
