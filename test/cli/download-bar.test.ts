import { downloadBar } from '../../src/cli/download-bar';
import type { DownloadProgress } from '../../src/dev-server';

const progress = (bytes: number, totalBytes?: number): DownloadProgress => ({
  ...{ command: 'temporal', version: '1.9.1', from: 'wheel', bytes },
  ...(totalBytes === undefined ? {} : { totalBytes }),
});

function draw(isTTY: boolean, all: readonly DownloadProgress[]): string {
  let text = '';
  const bar = downloadBar({
    isTTY,
    write: (part) => {
      text += part;
    },
  });
  all.forEach(bar.show);
  bar.end();
  bar.end();
  return text;
}

test('on a terminal the bar is redrawn in its line, and the line is ended once', () => {
  expect(draw(true, [progress(0, 40e6), progress(20e6, 40e6), progress(40e6, 40e6)]).split('\r\x1b[2K')).toEqual([
    '',
    `Downloading temporal 1.9.1 [${'░'.repeat(30)}] 0.0 of 40.0 MB`,
    `Downloading temporal 1.9.1 [${'█'.repeat(15)}${'░'.repeat(15)}] 20.0 of 40.0 MB`,
    `Downloading temporal 1.9.1 [${'█'.repeat(30)}] 40.0 of 40.0 MB\n`,
  ]);
});

test('elsewhere it is one line at the start and one at each further quarter', () => {
  const hundred = Array.from({ length: 101 }, (_, n) => progress(n * 1e6, 100e6));
  expect(draw(false, hundred)).toBe(
    [0, 25, 50, 75, 100].map((n) => `Downloading temporal 1.9.1: ${n}.0 of 100.0 MB\n`).join(''),
  );
});

test('without a known size there is no bar and no guess', () => {
  expect(draw(true, [progress(5e6)])).toBe('\r\x1b[2KDownloading temporal 1.9.1: 5.0 MB\n');
  expect(draw(false, [progress(5e6), progress(50e6)])).toBe('Downloading temporal 1.9.1: 5.0 MB\n');
});

test('nothing is drawn when nothing is downloaded', () => {
  expect(draw(true, [])).toBe('');
  expect(draw(false, [])).toBe('');
});
