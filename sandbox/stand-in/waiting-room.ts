/** Calls that are held back. All of them can be sent home at once, when the stand-in is reset or stops. */
export class WaitingRoom {
  readonly #waiting = new Map<NodeJS.Timeout, (goOn: boolean) => void>();

  /** True after `ms`; false when the room was cleared meanwhile. */
  async wait(ms: number): Promise<boolean> {
    if (ms <= 0) return true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(timer);
        resolve(true);
      }, ms);
      this.#waiting.set(timer, resolve);
    });
  }

  clear(): void {
    for (const [timer, resolve] of this.#waiting) {
      clearTimeout(timer);
      resolve(false);
    }
    this.#waiting.clear();
  }
}
