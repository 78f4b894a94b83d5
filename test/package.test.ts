import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { satisfies } from 'semver';
import { z } from 'zod';

const versions = z.record(z.string(), z.string());
const packageFile = z.object({
  engines: z.object({ node: z.string() }),
  dependencies: versions,
  devDependencies: versions,
});
const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      resolved: z.string().optional(),
      // A list is what npm itself has ignored for ten years: inflection 1.13.4 has one.
      engines: z.union([z.object({ node: z.string().optional() }), z.array(z.string())]).optional(),
    }),
  ),
});

const read = (name: string): unknown => JSON.parse(readFileSync(resolve(__dirname, '..', name), 'utf8'));
const { engines, dependencies, devDependencies } = packageFile.parse(read('package.json'));
const locked = Object.entries(lockFile.parse(read('package-lock.json')).packages).filter(([path]) => path !== '');
test('every package that is locked accepts the oldest Node that ours does', () => {
  const oldest = /^>=(\d+\.\d+)$/.exec(engines.node)?.[1];
  expect(oldest).toBe('20.12');
  const ranges = locked.flatMap(([path, { engines }]) =>
    engines && 'node' in engines && engines.node !== undefined ? [[path, engines.node] as const] : [],
  );
  expect(ranges.length).toBeGreaterThan(500);
  expect(ranges.filter(([, range]) => !satisfies(`${oldest}.0`, range))).toEqual([]);
});

test('Temporal is of one version, for its packages call each other by what that version has', () => {
  const isTemporal = ([path]: readonly [string, unknown]) => /(^|node_modules\/)@temporalio\/[^/]+$/.test(path);
  const ours = Object.entries({ ...dependencies, ...devDependencies }).filter(isTemporal);
  const theirs = locked.filter(isTemporal).map(([path, { version }]) => [path, version]);
  expect(theirs.length).toBeGreaterThan(ours.length);
  expect(new Set([...ours, ...theirs].map(([, version]) => version))).toEqual(
    new Set([dependencies['@temporalio/worker']]),
  );
});

test('every package that ours names has one exact version', () => {
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    expect({ name, version }).toEqual({ name, version: expect.stringMatching(/^\d+\.\d+\.\d+(-[a-z0-9.]+)?$/) });
  }
});

test('no package is bound to the registry from which it was locked', () => {
  expect(locked.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});
