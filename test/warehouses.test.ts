import { LongshoreError } from '../src/contract/failure';
import type { Tables } from '../src/tables/tables';
import { type Warehouse, Warehouses } from '../src/warehouses';
import { until } from './proofs/run-import';

/** A file that one may have at a time, as a database's is. */
class OneOwner {
  owner: string | undefined;
  readonly events: string[] = [];

  warehouse(owner: string, name = 'tables'): Warehouse {
    return {
      name,
      open: async () => {
        if (this.owner !== undefined) throw new LongshoreError('tables-locked', `${this.owner} has the file`);
        this.owner = owner;
        return this.#tables(owner);
      },
      createWorker: async () => this.#worker(owner),
    };
  }

  #tables(owner: string): Tables {
    const close = async () => {
      this.events.push(`${owner} closed`);
      this.owner = undefined;
    };
    // What is done with tables is the activities' work.
    return { description: 'a file', close } as Partial<Tables> as Tables;
  }

  #worker(owner: string) {
    let state: 'INITIALIZED' | 'RUNNING' | 'STOPPED' = 'INITIALIZED';
    let stop: () => void = () => undefined;
    return {
      run: async () => {
        state = 'RUNNING';
        this.events.push(`${owner} polls`);
        await new Promise<void>((resolve) => {
          stop = resolve;
        });
        state = 'STOPPED';
        this.events.push(`${owner} has stopped`);
      },
      shutdown: () => stop(),
      getState: () => state,
    };
  }
}

const logOf = (lines: string[]) => ({
  info: (message: string, meta: object) => lines.push(`${message} ${JSON.stringify(meta)}`),
  warn: (message: string, meta: object) => lines.push(`${message} ${JSON.stringify(meta)}`),
});

test('who comes second waits, says so once, and takes over when the first has closed the file', async () => {
  const file = new OneOwner();
  const [first, second]: [string[], string[]] = [[], []];
  const a = new Warehouses({ warehouses: [file.warehouse('a')], log: logOf(first), againMs: 5 });
  await until('the first to have it', () => a.states.tables === 'open');
  const b = new Warehouses({ warehouses: [file.warehouse('b')], log: logOf(second), againMs: 5 });
  await until('the second to have told', () => second.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(b.states).toEqual({ tables: 'waiting' });
  await a.end();
  await until('the second to have it', () => b.states.tables === 'open');
  await b.end();
  expect(first).toEqual(['tables open {"tables":"tables"}']);
  expect(second).toEqual([
    'Tables cannot be opened; they are tried again {"tables":"tables","reason":"tables-locked: a has the file"}',
    'tables open {"tables":"tables"}',
  ]);
  const life = (owner: string) => [`${owner} polls`, `${owner} has stopped`, `${owner} closed`];
  expect(file.events).toEqual([...life('a'), ...life('b')]);
});

test('tables of one connection that cannot be opened do not hold up those of another', async () => {
  const lines: string[] = [];
  const broken: Warehouse = {
    name: 'broken',
    open: async () => Promise.reject(new TypeError('quotes a record')),
    createWorker: async () => Promise.reject(new Error('there are no tables')),
  };
  const file = new OneOwner();
  const both = new Warehouses({ warehouses: [broken, file.warehouse('a', 'good')], log: logOf(lines), againMs: 5 });
  await until('the good one to be open', () => both.states.good === 'open');
  expect(both.states).toEqual({ broken: 'waiting', good: 'open' });
  await both.end();
  expect(lines.join('\n')).not.toContain('record');
  expect(both.states).toEqual({ broken: 'waiting', good: 'waiting' });
});

test('told to end while it waits, it ends at once', async () => {
  const file = new OneOwner();
  file.owner = 'somebody';
  const waiting = new Warehouses({ warehouses: [file.warehouse('a')], log: logOf([]), againMs: 60_000 });
  await until('it to wait', () => waiting.states.tables === 'waiting');
  await waiting.end();
  expect(file.events).toEqual([]);
});
