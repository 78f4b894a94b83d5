import { withBenchStack } from './bench-stack';
import { type Line, row } from './line';

const latencyMs = 100;
const [files, perFile] = [400, 100];
const lanes = [1, 4, 8];

/** Small files that do not overlap, each a single request that is answered after 100 ms. */
export async function measureParallelFiles(): Promise<Line[]> {
  const lines: Line[] = [];
  for (const workers of [1, 2]) {
    lines.push(
      ...(await withBenchStack({ odp: { latencyMs } }, async ({ stack, putStores, runOnce, forget }) => {
        await putStores(files, perFile);
        for (let worker = 0; worker < workers; worker += 1) await stack.startWorker();
        const found: Line[] = [];
        let alone = 0;
        for (const parallelFiles of lanes) {
          await stack.configure({ parallelFiles });
          const { seconds, delivered } = await runOnce();
          if (delivered !== files * perFile) throw new Error(`${delivered} of ${files * perFile} were delivered`);
          if (parallelFiles === 1) alone = seconds;
          const what = `${files} files, answers after ${latencyMs} ms, ${parallelFiles} at once, ${workers} worker(s)`;
          found.push(
            row(what, `${seconds.toFixed(1)} s, ${(alone / seconds).toFixed(1)} times`, `near ${parallelFiles}`),
          );
          await forget();
        }
        return found;
      })),
    );
  }
  return lines;
}
