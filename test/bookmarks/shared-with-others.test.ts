import fc from 'fast-check';
import { LandingObjects } from '../../src/bookmarks/landing-objects';
import { ObjectBookmarks } from '../../src/bookmarks/object-bookmarks';
import type { JsonValue } from '../../src/contract/bookmark';
import { writeOf } from '../contracts/bookmark-write';
import { address, fileName, seenByOthers } from './files-of-others';
import { ObjectsInMemory } from './objects-in-memory';

const fromSeed = process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) };
const died = new Error('died');
const bookmark = address('export');

type Act =
  | { readonly do: 'write'; readonly status: 'running' | 'completed' }
  /** A writer that dies at its change of this number, before or after it took place. */
  | {
      readonly do: 'die';
      readonly change: number;
      readonly isApplied: boolean;
      readonly status: 'running' | 'completed';
    }
  | { readonly do: 'other saves'; readonly status: 'running' | 'completed' }
  | { readonly do: 'move' };

const status = fc.constantFrom('running' as const, 'completed' as const);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constant('write' as const), status }),
  fc.record({
    ...{ do: fc.constant('die' as const), change: fc.integer({ min: 1, max: 4 }), isApplied: fc.boolean(), status },
  }),
  fc.record({ do: fc.constant('other saves' as const), status }),
  fc.constant({ do: 'move' as const }),
);

beforeEach(() => {
  jest.useFakeTimers({
    now: Date.UTC(2026, 5, 1),
    doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'queueMicrotask'],
  });
});
afterEach(() => jest.useRealTimers());

/** Whatever writers, deaths, saves of others and moves there are, all see one state, and it is never an older one. */
test('who knows of versions and who knows of files alone see the same, whatever happens', async () => {
  const property = fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 14 }), async (acts) => {
    const landing = new ObjectsInMemory('landing-zone');
    const data = new ObjectsInMemory('data-zone');
    // Each has its own view of the place, as processes have.
    const open = () => new ObjectBookmarks(new LandingObjects(landing, data));
    let state = { version: 0, value: null as JsonValue, completed: null as JsonValue };
    for (const [n, one] of acts.entries()) {
      // Long enough that a save of another is later than versions of one second.
      jest.setSystemTime(Date.now() + 20_000);
      const value = { n };
      if (one.do === 'move') {
        landing.moveTo(data);
      } else if (one.do === 'other saves') {
        const second = Math.floor(Date.now() / 1000);
        landing.save(fileName(second, 'export', one.status), JSON.stringify(value));
        state = { version: state.version + 1, value, completed: one.status === 'completed' ? value : state.completed };
      } else {
        let changes = 0;
        const moment = one.do === 'die' && one.isApplied ? 'afterChange' : 'beforeChange';
        landing[moment] = () => {
          changes += 1;
          if (one.do === 'die' && changes === one.change) throw died;
        };
        const write = writeOf(value, { status: one.status, expectedVersion: state.version });
        const outcome = await open()
          .write(bookmark, write)
          .catch((error: unknown) => error);
        landing[moment] = () => {};
        const now = await open().read(bookmark);
        const isWritten = now.version > state.version;
        if (outcome === died) expect([state.version, state.version + 1]).toContain(now.version);
        else expect(outcome).toMatchObject({ version: state.version + 1, value });
        if (isWritten) {
          state = { version: now.version, value, completed: one.status === 'completed' ? value : state.completed };
          // Until somebody writes again its file may lack.
          if (outcome !== died) expect(seenByOthers('export', landing, data)).toEqual(value);
        }
      }
      expect(await open().read(bookmark)).toMatchObject({ version: state.version, value: state.value });
      expect((await open().readCompleted(bookmark)).value).toEqual(state.completed);
      const versions = (await open().history(bookmark)).map(({ version }) => version);
      expect(versions).toEqual([...new Set(versions)].sort((a, b) => b - a));
    }
    await open().write(bookmark, writeOf({ last: true }, { expectedVersion: state.version }));
    expect(seenByOthers('export', landing, data)).toEqual({ last: true });
  });
  await fc.assert(property, { numRuns: process.env.LONGSHORE_PROVE === 'full' ? 2_000 : 150, ...fromSeed });
}, 120_000);
