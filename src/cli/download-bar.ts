import type { DownloadProgress } from '../dev-server';

/** Where it is drawn: stderr, or a test's. */
export interface BarOutput {
  readonly isTTY?: boolean;
  /** The width of a terminal in characters; 0 where it does not tell. */
  readonly columns?: number;
  write(text: string): unknown;
}

export interface DownloadBar {
  readonly show: (progress: DownloadProgress) => void;
  /** Ends the line; does nothing when nothing was shown. */
  readonly end: () => void;
}

const width = 30;

/** A bar that is redrawn on a terminal; elsewhere one line at the start and one at each further quarter. */
export function downloadBar(output: BarOutput): DownloadBar {
  let shown: DownloadProgress['from'] | undefined;
  let quarter = 0;
  return {
    show(progress) {
      if (output.isTTY) {
        output.write(`\r\x1b[2K${drawBar(progress)}`);
        shown = progress.from;
        return;
      }
      const reached = Math.floor(share(progress) * 4);
      if (shown === progress.from && reached <= quarter) return;
      shown = progress.from;
      quarter = reached;
      output.write(`${sentence(progress)}\n`);
    },
    end() {
      if (shown && output.isTTY) output.write('\n');
      shown = undefined;
    },
  };
}

function drawBar(progress: DownloadProgress): string {
  if (progress.totalBytes === undefined) return sentence(progress);
  const full = Math.round(share(progress) * width);
  return `${title(progress)} [${'█'.repeat(full)}${'░'.repeat(width - full)}] ${megabytes(progress)}`;
}

const sentence = (progress: DownloadProgress): string => `${title(progress)}: ${megabytes(progress)}`;

const title = ({ command, version }: DownloadProgress): string => `Downloading ${command} ${version}`;

function megabytes({ bytes, totalBytes }: DownloadProgress): string {
  const done = (bytes / 1e6).toFixed(1);
  return totalBytes === undefined ? `${done} MB` : `${done} of ${(totalBytes / 1e6).toFixed(1)} MB`;
}

const share = ({ bytes, totalBytes }: DownloadProgress): number =>
  totalBytes === undefined ? 0 : Math.min(1, bytes / totalBytes);
