import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { productVersion } from '../../src/product-version';
import { composeText, readComposeFile, root } from './compose-file';
import { instruction, readDockerfile } from './dockerfile';

const { services, volumes, name } = readComposeFile();
const entries = Object.entries(services);
const example = readFileSync(join(root, '.env.example'), 'utf8');

/** What compose puts in for `${NAME:-default}` and `${NAME:?message}`, with the values of .env.example. */
function interpolated(text: string): string {
  const values = parseEnv(example);
  return text.replace(/\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g, (_, variable, preset) => values[variable] || preset || '');
}

test('what the specification leaves open has one form', () => {
  expect(name).toBe('longshore');
  expect(() => readComposeFile(composeText.replace('unless-stopped', 'unless-stoped'))).toThrow('restart');
  expect(() => readComposeFile(composeText.replace('SQL_PORT: "5432"', 'SQL_PORT: 5432'))).toThrow('SQL_PORT');
  expect(() => readComposeFile(composeText.replace('env_file: .env', 'env_file: .environment'))).toThrow('env_file');
});

test('who is waited for can be waited for', () => {
  for (const [service, { depends_on = {} }] of entries) {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      const what = `${service} waits until ${other}: ${condition}`;
      const { healthcheck, restart, build } = services[other] ?? {};
      expect({ what, exists: other in services }).toEqual({ what, exists: true });
      const healthy = healthcheck === undefined ? build && instruction('HEALTHCHECK') : 'test' in healthcheck;
      if (condition === 'service_healthy') expect({ what, healthy: Boolean(healthy) }).toEqual({ what, healthy: true });
      if (condition === 'service_completed_successfully') expect({ what, restart }).toEqual({ what, restart: 'no' });
    }
  }
});

test('all begins with the databases, in one order', () => {
  const started = new Set<string>();
  for (let before = -1; before < started.size; ) {
    before = started.size;
    for (const [service, { depends_on = {} }] of entries) {
      if (Object.keys(depends_on).every((other) => started.has(other))) started.add(service);
    }
  }
  expect([...started].sort()).toEqual(Object.keys(services).sort());
  const order = [...started];
  for (const [first, then] of [
    ['postgres', 'temporal-schema'],
    ['temporal-schema', 'temporal'],
    ['temporal', 'temporal-namespace'],
    ['temporal-namespace', 'worker'],
    ['azurite', 'worker'],
    ['worker', 'longshore'],
  ] as const) {
    expect(order.indexOf(first)).toBeLessThan(order.indexOf(then));
  }
});

test('every image has a version, and our own has that of the package', () => {
  const images = [
    ...entries.map(([, { image }]) => image),
    ...readDockerfile().flatMap(([instruction, text]) => (instruction === 'FROM' ? [text.split(' ')[0] ?? ''] : [])),
  ];
  for (const image of images) expect(image).toMatch(/^[\w./-]+:\d[\w.-]*$/);
  for (const [, { image, build }] of entries) if (build) expect(image).toBe(`longshore:${productVersion}`);
  expect(services['temporal-schema']?.image.split(':')[1]).toBe(services.temporal?.image.split(':')[1]);
});

test('every variable that it names, and every one that the image sets, is in .env.example', () => {
  const named = [...composeText.matchAll(/\$\{(\w+)/g)].map(([, variable]) => variable);
  expect(named.length).toBeGreaterThan(4);
  const ofImage = readDockerfile().flatMap(([instruction, text]) =>
    instruction === 'ENV' ? [text.split('=')[0]] : [],
  );
  for (const variable of [...named, ...ofImage.filter((variable) => variable !== 'NODE_ENV')]) {
    expect(example).toMatch(new RegExp(`^(# )?${variable}=`, 'm'));
  }
  const defaults = [...composeText.matchAll(/\$\{(\w+):-([^}]*)\}/g)];
  for (const [, variable = '', preset] of defaults) expect(parseEnv(example)[variable]).toBe(preset);
});

test('its ports are open to this machine alone, and no two are one', () => {
  const ports = entries.flatMap(([, service]) => service.ports ?? []).map(interpolated);
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  const published = ports.map((port) => port.split(':')[1]);
  expect(new Set(published).size).toBe(published.length);
  expect(published.sort()).toEqual(['10000', '6779', '7233', '8080']);
});

test('what is mounted is there: files of this repository, and volumes that are declared', () => {
  for (const mount of entries.flatMap(([, service]) => service.volumes ?? []).map(interpolated)) {
    const [source = '', , mode] = mount.split(':');
    if (source.startsWith('./'))
      expect({ mount, there: existsSync(join(root, source)), mode }).toMatchObject({ there: true, mode: 'ro' });
    else expect(Object.keys(volumes)).toContain(source);
  }
});

test('the worker has longer to end than a step has', () => {
  const seconds = (text = '') => Number(/^(\d+)s$/.exec(text)?.[1]);
  const [, grace] = /shutdownGraceTime: '(\d+s)'/.exec(readFileSync(join(root, 'src/worker-options.ts'), 'utf8')) ?? [];
  expect(seconds(services.worker?.stop_grace_period)).toBeGreaterThan(seconds(grace));
  expect(instruction('STOPSIGNAL')).toBe('SIGTERM');
  expect(instruction('USER')).toBe('node');
});
