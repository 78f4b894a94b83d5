import type { LiveProgress } from '../runs/live-progress';
import { progressJson } from '../runs/progress-json';
import type { BarOutput } from './download-bar';
import { progressLine, Rate } from './progress-bar';

/** Without a terminal one line every 5 s is enough. */
const plainLineMs = 5_000;

export interface DrawOptions {
  /** Draws nothing. */
  readonly quiet?: boolean;
  /** One JSON object a line instead of a bar. */
  readonly json?: boolean;
  readonly output: BarOutput;
}

/** Shows how far a watched run is. */
export interface ProgressDrawer {
  show(progress: LiveProgress): void;
  /** Takes away what must not stay: a terminal's bar. */
  end(): void;
}

/** A bar that is redrawn on a terminal, lines elsewhere. */
export function progressDrawer({ quiet, json, output }: DrawOptions, workflowId: string): ProgressDrawer {
  if (quiet) return { show: () => undefined, end: () => undefined };
  if (json) {
    return {
      show: (progress) => output.write(`${JSON.stringify(progressJson(workflowId, progress, Date.now()))}\n`),
      end: () => undefined,
    };
  }
  return output.isTTY ? terminalBar(output) : plainLines(output);
}

function terminalBar(output: BarOutput): ProgressDrawer {
  const rate = new Rate();
  let drawn = false;
  return {
    show(progress) {
      const now = Date.now();
      const line = progressLine(progress, rate.add(progress.counts.read, now), now);
      // A line that wraps would leave its upper half behind each time.
      output.write(`\r\x1b[2K${line.slice(0, (output.columns || 80) - 1)}`);
      drawn = true;
    },
    end() {
      if (drawn) output.write('\r\x1b[2K');
    },
  };
}

function plainLines(output: BarOutput): ProgressDrawer {
  const rate = new Rate();
  let last = { line: '', at: 0 };
  return {
    show(progress) {
      const now = Date.now();
      const line = progressLine(progress, rate.add(progress.counts.read, now), now);
      if (line === last.line || now - last.at < plainLineMs) return;
      output.write(`${line}\n`);
      last = { line, at: now };
    },
    end: () => undefined,
  };
}
