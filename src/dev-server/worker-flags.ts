/**
 * Node's flags for a worker, wherever it is started. V8 lets its heap grow with what the machine has, and a worker that
 * streams would come to 200 MB over its idle size before garbage is collected: with a young generation of this size and a
 * limit of 1 GB it stays under 100 MB (`npm run bench`). The first line of worker.ts says the same.
 */
export const workerFlags: readonly string[] = ['--max-semi-space-size=16', '--max-old-space-size=1024'];
