import { readFileSync } from 'node:fs';

const intervalMs = 100;

/** The resident memory (RSS) of another process, in bytes, from Linux's /proc. */
export class ResidentMemory {
  readonly #pid: number;

  constructor(pid: number) {
    this.#pid = pid;
  }

  now(): number {
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.#pid}/status`, 'utf8'))?.[1];
    if (kilobytes === undefined) throw new Error(`The process ${this.#pid} has no resident memory`);
    return Number(kilobytes) * 1_024;
  }

  /** Its size some seconds after its start, when it only polls. */
  async settled(): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    return this.now();
  }

  /** Looks ten times a second; `stop` answers the largest size seen. */
  sample(): { stop(): number } {
    let peak = this.now();
    const timer = setInterval(() => {
      peak = Math.max(peak, this.now());
    }, intervalMs);
    return {
      stop: () => {
        clearInterval(timer);
        return peak;
      },
    };
  }
}
