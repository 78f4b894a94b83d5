import { type BookmarkPlace, StateData, StateStore } from '../../src/bookmarks';
import { BookmarkConflict } from '../../src/contract/bookmark-conflict';

/** What a StateStore must hold to in every place. Each decision about what the original leaves open has a test here. */
export function describeStateStore(kind: string, open: () => BookmarkPlace): void {
  describe(`A StateStore in ${kind}`, () => {
    let store: StateStore;
    let other: StateStore;
    let announced: string[];
    let count = 0;
    const storeOf = (username: string, runId?: string): StateStore =>
      new StateStore(open(), {
        ...{ domain: 'crm', dataset: `states-${count}`, username },
        ...(runId === undefined ? {} : { runId }),
        announce: (sentence) => announced.push(sentence),
      });
    beforeEach(() => {
      count += 1;
      announced = [];
      store = storeOf('ada', 'run-a');
      other = storeOf('bo');
    });
    const dataOf = (elements: Record<string, number>, job = 'export'): StateData => {
      const data = new StateData(job);
      data.fromBytes(elements);
      return data;
    };

    test('getOrCreate of a job without a state is new and empty, is announced, and nothing is written', async () => {
      const data = await store.getOrCreate('export');
      expect(data).toMatchObject({ jobName: 'export', created: true, status: 'running', version: 0 });
      expect(data.elements()).toEqual({});
      expect(announced).toEqual([
        `First use of the bookmark crm/states-${count}/export: no job of this name has stored a state yet`,
      ]);
      expect((await other.getOrCreate('export')).created).toBe(true);
      expect(await store.history('export')).toEqual([]);
    });

    test('update stores as running and complete as completed; both answer what is stored, and all read it', async () => {
      const data = await store.getOrCreate('export');
      announced = [];
      data.addElement('crm.customers', { epoch_time: 156_234_987 });
      const updated = await store.update(data);
      expect(updated).toMatchObject({ created: false, status: 'running', version: 1, runId: 'run-a', writer: 'ada' });
      data.addElement('crm.orders', [1, null, 'x']);
      const completed = await store.complete(data);
      expect(completed).toMatchObject({ status: 'completed', version: 2, completedAt: completed.updatedAt });
      const read = await other.getOrCreate('export');
      expect(read).toEqual(completed);
      expect(read.elements()).toEqual({ 'crm.customers': { epoch_time: 156_234_987 }, 'crm.orders': [1, null, 'x'] });
      expect(announced).toEqual([]);
    });

    test('getOrCreate answers the newer of the running and the completed state, and its status says which', async () => {
      await store.complete(dataOf({ a: 1 }));
      await store.update(dataOf({ a: 2 }));
      const running = await other.getOrCreate('export');
      expect([running.status, running.elements()]).toEqual(['running', { a: 2 }]);
      await store.complete(dataOf({ a: 3 }));
      const completed = await other.getOrCreate('export');
      expect([completed.status, completed.elements()]).toEqual(['completed', { a: 3 }]);
    });

    test('after complete an update begins a running version, and the completed one stays until the next', async () => {
      expect(await other.getCompleted('export')).toBeUndefined();
      await store.update(dataOf({ a: 1 }));
      expect(await other.getCompleted('export')).toBeUndefined();
      const completed = await store.complete(dataOf({ a: 2 }));
      await store.update(dataOf({ a: 3 }));
      await store.update(dataOf({ a: 4 }));
      expect(await other.getCompleted('export')).toEqual(completed);
      const next = await store.complete(dataOf({ a: 5 }));
      expect(await other.getCompleted('export')).toEqual(next);
    });

    test('reset is in memory until the next update, and is kept as a version', async () => {
      await store.complete(dataOf({ a: 1 }));
      const data = await store.getOrCreate('export');
      data.reset();
      expect((await other.getOrCreate('export')).elements()).toEqual({ a: 1 });
      await store.update(data);
      expect(await other.getOrCreate('export')).toMatchObject({ created: false, version: 2 });
      expect((await other.getOrCreate('export')).elements()).toEqual({});
      expect(await store.diff('export', 1, 2)).toEqual([{ key: 'a', change: 'removed', from: 1 }]);
    });

    test('of two writers that read one version, one goes through and the other gets the conflict', async () => {
      await store.update(dataOf({ a: 1 }));
      const mine = await store.getOrCreate('export');
      const yours = await other.getOrCreate('export');
      mine.addElement('mine', 1);
      yours.addElement('yours', 1);
      await other.update(yours, { expectedVersion: yours.version });
      const conflict = await store.update(mine, { expectedVersion: mine.version }).catch((error: unknown) => error);
      expect(conflict).toBeInstanceOf(BookmarkConflict);
      expect(conflict).toMatchObject({ code: 'bookmark-conflict', currentVersion: 2, currentWriter: 'bo' });
      expect((await store.getOrCreate('export')).elements()).toEqual({ a: 1, yours: 1 });
    });

    test('a write without expectedVersion goes through, and the history names what it replaced', async () => {
      await store.update(dataOf({ a: 1 }));
      await other.complete(dataOf({ a: 2 }), { reason: 'in a hurry' });
      const [newest, first] = await store.history('export');
      expect(newest).toMatchObject({ version: 2, writer: 'bo', reason: 'in a hurry' });
      expect(newest).toMatchObject({ replaced: { version: 1, writer: 'ada' }, status: 'completed' });
      expect(first).toMatchObject({ version: 1, writer: 'ada', runId: 'run-a' });
      expect(first?.replaced).toBeUndefined();
      expect(await store.history('export', 1)).toEqual([newest]);
    });

    test('diff tells what was added, removed and changed, either way', async () => {
      await store.update(dataOf({ same: 1, gone: 2, other: 3 }));
      await store.update(dataOf({ same: 1, other: 4, more: 5 }));
      expect(await store.diff('export', 1, 2)).toEqual([
        { key: 'gone', change: 'removed', from: 2 },
        { key: 'other', change: 'changed', from: 3, to: 4 },
        { key: 'more', change: 'added', to: 5 },
      ]);
      expect(await store.diff('export', 2, 1)).toContainEqual({ key: 'gone', change: 'added', to: 2 });
      expect(await store.diff('export', 2, 2)).toEqual([]);
      await expect(store.diff('export', 1, 3)).rejects.toMatchObject({ code: 'bookmark-version-gone' });
    });

    test('rewind tells in a dry run what would change, and then makes it a new version with its reason', async () => {
      const first = await store.complete(dataOf({ a: 1 }));
      await store.update(dataOf({ a: 2, b: 1 }));
      const changes = [
        { key: 'a', change: 'changed', from: 2, to: 1 },
        { key: 'b', change: 'removed', from: 1 },
      ];
      const dry = await other.rewind('export', 1, { dryRun: true, reason: 'wrong file' });
      expect(dry).toEqual({ from: 2, to: 1, changes });
      expect((await store.getOrCreate('export')).version).toBe(2);

      const rewound = await other.rewind('export', 1, { reason: 'wrong file' });
      expect(rewound).toMatchObject({ from: 2, to: 1, changes, state: { version: 3, status: 'completed' } });
      const now = await store.getOrCreate('export');
      expect(now.elements()).toEqual({ a: 1 });
      // It was not completed anew: who wants it fresh must not take it for that.
      expect(now).toMatchObject({ version: 3, status: 'completed', completedAt: first.completedAt });
      expect((await store.history('export'))[0]).toMatchObject({
        ...{ version: 3, writer: 'bo', reason: 'Rewound to version 1: wrong file' },
      });
      await expect(store.rewind('export', 9, { reason: 'x' })).rejects.toMatchObject({ code: 'bookmark-version-gone' });
    });

    test('a run that works on gets the conflict of a rewind', async () => {
      await store.update(dataOf({ a: 1 }));
      const working = await store.update(dataOf({ a: 2 }), { expectedVersion: 1 });
      await other.rewind('export', 1, { reason: 'too far' });
      await expect(store.update(dataOf({ a: 3 }), { expectedVersion: working.version })).rejects.toMatchObject({
        ...{ code: 'bookmark-conflict', currentVersion: 3, currentWriter: 'bo' },
      });
    });

    test('fork lets another job begin with the state, and never writes over one', async () => {
      const completed = await store.complete(dataOf({ a: 1 }));
      await store.update(dataOf({ a: 2 }));
      const forked = await other.fork('export', 'export-2');
      expect(forked).toMatchObject({ jobName: 'export-2', status: 'running', version: 2, created: false });
      expect(forked.elements()).toEqual({ a: 2 });
      const read = await other.getCompleted('export-2');
      expect(read?.elements()).toEqual({ a: 1 });
      expect(read?.completedAt).toBe(completed.completedAt);
      expect((await store.history('export-2'))[0]?.reason).toBe(`Forked from crm/states-${count}/export, version 2`);
      await expect(store.fork('export', 'export-2')).rejects.toMatchObject({ code: 'bookmark-conflict' });
      await expect(store.fork('nothing', 'export-3')).rejects.toMatchObject({ code: 'bookmark-version-gone' });
      expect((await store.getOrCreate('export')).version).toBe(2);
    });

    test('list tells of each job of the data set', async () => {
      expect(await store.list()).toEqual([]);
      await store.update(dataOf({ a: 1 }, 'orders'));
      const { completedAt } = await other.complete(dataOf({ a: 1 }, 'customers'));
      let listed = await store.list();
      // A place may list with a delay.
      for (let attempt = 0; listed.length < 2 && attempt < 50; attempt += 1) {
        await new Promise((resolve) => setTimeout(resolve, 200));
        listed = await store.list();
      }
      expect(listed).toEqual([
        expect.objectContaining({ jobName: 'customers', status: 'completed', version: 1, completedAt, writer: 'bo' }),
        expect.objectContaining({ jobName: 'orders', status: 'running', version: 1, runId: 'run-a', writer: 'ada' }),
      ]);
    });

    test('a state over 256 KB is warned of, and one over 1 MB is refused and changes nothing', async () => {
      const data = new StateData('export');
      data.addElement('big', 'x'.repeat(262_000));
      await store.update(data);
      expect(announced).toEqual([]);
      data.addElement('big', 'x'.repeat(262_200));
      await store.update(data);
      expect(announced).toEqual([expect.stringMatching(/^The state of export has 2622\d\d bytes; over 1 MB/)]);
      data.addElement('big', 'x'.repeat(1_048_577));
      await expect(store.complete(data)).rejects.toMatchObject({ code: 'bookmark-too-large' });
      expect(await store.getOrCreate('export')).toMatchObject({ version: 2, status: 'running' });
    });

    test('a value that became no JSON after it was added is refused with its key, and changes nothing', async () => {
      const data = await store.update(dataOf({ a: 1 }));
      const value: Record<string, number> = { ok: 1 };
      data.addElement('crm.customers', value);
      value.ok = Number.NaN;
      await expect(store.update(data)).rejects.toMatchObject({
        ...{ code: 'bookmark-value-invalid', message: "The value of 'crm.customers' at .ok is NaN, which is not JSON" },
      });
      expect(await store.getOrCreate('export')).toMatchObject({ version: 1 });
    });
  });
}
