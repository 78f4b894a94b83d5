import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A worker's script: what `longshore dev` sees of a worker, and nothing else. `body` runs before it says that it is ready. */
export async function writeFakeWorker(folder: string, body = ''): Promise<string> {
  const path = join(folder, 'worker.js');
  await writeFile(
    path,
    `const fs = require('node:fs');
    const say = (level, msg) => process.stderr.write(JSON.stringify({ level, msg }) + '\\n');
    const note = (text) => fs.appendFileSync(${JSON.stringify(join(folder, 'notes'))}, text + '\\n');
    setInterval(() => {}, 1000);
    process.on('SIGTERM', () => { note('ended in order'); process.exit(0); });
    ${body}
    say('info', 'worker ready');`,
  );
  return path;
}
