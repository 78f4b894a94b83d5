import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { freePorts, isPortFree } from './free-ports';

const devPortsSchema = z.strictObject({ port: z.int().min(1).max(65_535), uiPort: z.int().min(1).max(65_535) });

export type DevPorts = z.infer<typeof devPortsSchema>;

/** Temporal's own: what its documentation and its other tools expect. */
const usualPorts: DevPorts = { port: 7233, uiPort: 8233 };

/**
 * The ports of the last time, else Temporal's usual ones, else any; each taken only while it is free. They are
 * remembered in the file, so that bookmarks of a browser and settings of a shell stay true.
 */
export async function chooseDevPorts(file: string): Promise<DevPorts> {
  const last = await readLast(file);
  const [anyPort = 0, anyUiPort = 0] = await freePorts(2);
  const ports = {
    port: (await firstFree([last?.port, usualPorts.port])) ?? anyPort,
    uiPort: (await firstFree([last?.uiPort, usualPorts.uiPort])) ?? anyUiPort,
  };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(ports));
  return ports;
}

async function firstFree(ports: readonly (number | undefined)[]): Promise<number | undefined> {
  for (const port of ports) if (port !== undefined && (await isPortFree(port))) return port;
  return undefined;
}

/** A wish and no more: a file that is not there or cannot be understood is no last time. */
async function readLast(file: string): Promise<DevPorts | undefined> {
  try {
    return devPortsSchema.safeParse(JSON.parse(await readFile(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}
