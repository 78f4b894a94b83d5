import fc from 'fast-check';
import {
  type BulkForm,
  bulkEventsForm,
  catalogForm,
  type Packable,
  type PackedRequest,
  profileImportForm,
  RequestPacker,
} from '../../../src/connectors/klaviyo';
import { bulkBody } from '../../../src/connectors/klaviyo/bulk-form';

function packed(form: BulkForm, entries: readonly Packable[], mostBytes?: number): PackedRequest<Packable>[] {
  const packer = new RequestPacker(form, mostBytes);
  return [...entries.map((entry) => packer.add(entry)), packer.rest()].filter((request) => request !== undefined);
}

const entry = fc.record({
  json: fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => JSON.stringify({ text })),
  weight: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }),
});

describe('RequestPacker', () => {
  it('loses nothing, keeps the order, and measures bodies as they are sent', () => {
    const property = fc.property(
      fc.array(entry, { maxLength: 60 }),
      fc.constantFrom(bulkEventsForm, profileImportForm('Y6nRLr'), catalogForm('delete', 'categories')),
      fc.integer({ min: 200, max: 2_000 }),
      (made, form, mostBytes) => {
        const entries: Packable[] = made.map(({ json, weight }) =>
          weight === undefined ? { json } : { json, weight },
        );
        const requests = packed(form, entries, mostBytes);
        expect(requests.flatMap((request) => request.entries)).toEqual(entries);
        for (const [number, { entries: held, bytes }] of requests.entries()) {
          const body = bulkBody(
            form,
            held.map(({ json }) => json),
          );
          expect(Buffer.byteLength(body)).toBe(bytes);
          expect(() => JSON.parse(body)).not.toThrow();
          if (held.length > 1) {
            expect(bytes).toBeLessThanOrEqual(mostBytes);
            expect(weightOf(held)).toBeLessThanOrEqual(form.most);
          }
          // No request is left while the next entry would still fit.
          const next = requests[number + 1]?.entries[0];
          const wouldFit =
            next !== undefined &&
            weightOf([...held, next]) <= form.most &&
            bytes + 1 + Buffer.byteLength(next.json) <= mostBytes;
          expect(wouldFit).toBe(false);
        }
      },
    );
    fc.assert(property, { numRuns: 200 });
  });

  it('packs 100,000 customers of 400 bytes into 10 requests, by their number', () => {
    const json = JSON.stringify({ type: 'profile', attributes: { external_id: 'x'.repeat(350) } });
    const requests = packed(profileImportForm(), Array<Packable>(100_000).fill({ json }));
    expect(requests.map(({ entries }) => entries.length)).toEqual(Array(10).fill(10_000));
  });

  it('packs what is larger by its bytes', () => {
    const json = JSON.stringify({ type: 'profile', attributes: { external_id: 'x'.repeat(949) } });
    expect(Buffer.byteLength(json)).toBe(999);
    const requests = packed(profileImportForm(), Array<Packable>(10_000).fill({ json }));
    expect(requests.map(({ entries }) => entries.length)).toEqual([4_999, 4_999, 2]);
  });
});

function weightOf(entries: readonly Packable[]): number {
  return entries.reduce((sum, { weight }) => sum + (weight ?? 1), 0);
}
