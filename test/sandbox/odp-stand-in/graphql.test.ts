import { type OdpStandIn, startOdpStandIn } from '../../../sandbox/odp-stand-in';
import { callOdp, stores } from './call-odp';

let standIn: OdpStandIn;

beforeAll(async () => {
  standIn = await startOdpStandIn({ objects: [stores], maxBatchRecords: 2000 });
  const first = {
    id: '1',
    name: 'O\'Hara "& Co"',
    size: 950,
    opened: '2022-07-01T16:04:06Z',
    active: 1,
    place: [1, 2],
  };
  const more = Array.from({ length: 1099 }, (_, index) => ({
    id: String(index + 2),
    size: index % 2 === 0 ? 0.5 : 1e21,
  }));
  await callOdp(`${standIn.baseUrl}/objects/stores`, [first, ...more]);
  await standIn.drain();
});

afterAll(() => standIn.stop());

const ask = (query: unknown, variables?: unknown) => callOdp(`${standIn.baseUrl}/graphql`, { query, variables });

describe('a query', () => {
  it('reads one record by its key; numbers and times are texts', async () => {
    const answer = await ask(`{ stores(filter: "id = '1'") { edges { node { id name size opened active place } } } }`);
    expect(answer.status).toBe(200);
    const node = {
      id: '1',
      name: 'O\'Hara "& Co"',
      size: '950.0',
      opened: '1656691446',
      active: true,
      place: [1, 2],
    };
    expect(answer.json).toEqual({ data: { stores: { edges: [{ node }] } } });
  });

  it('shows fractions, exponents and absent values', async () => {
    const { json } = await ask('{ stores(first: 3) { edges { node { size name } } } }');
    expect(json.data.stores.edges.map(({ node }: { node: unknown }) => node)).toEqual([
      { size: '950.0', name: 'O\'Hara "& Co"' },
      { size: '0.5', name: null },
      { size: '1e+21', name: null },
    ]);
  });

  it('pages through all records, each once, up to 1000 at a time', async () => {
    const query = `query All($first: Int = 10, $after: String) {
      page: stores(first: $first, after: $after) {
        edges { cursor node { id } }
        pageInfo { hasNextPage endCursor totalCount }
      }
    }`;
    const ids: string[] = [];
    let after: string | null = null;
    let pages = 0;
    for (let more = true; more; pages += 1) {
      const { json } = await ask(query, { first: 400, after });
      const { edges, pageInfo } = json.data.page;
      expect(pageInfo.totalCount).toBe(1100);
      expect(pageInfo.endCursor).toBe(edges.at(-1).cursor);
      ids.push(...edges.map(({ node }: { node: { id: string } }) => node.id));
      more = pageInfo.hasNextPage;
      after = pageInfo.endCursor;
    }
    expect(pages).toBe(3);
    expect(ids).toEqual([...standIn.object('stores').keys()]);
    const last = await ask(query, { first: 1000, after });
    expect(last.json.data.page).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, endCursor: null, totalCount: 1100 },
    });
    expect((await ask(query, { first: 1000 })).json.data.page.edges).toHaveLength(1000);
  });

  it('may ask for several things at once, under names of its own', async () => {
    const { json } = await ask(`query {
      a: stores(filter: "id = '2'") { edges { node { key: id } } }  # the second
      b: stores(filter: "id = 'nobody'") { edges { node { id } }, pageInfo { totalCount } }
    }`);
    expect(json.data).toEqual({
      a: { edges: [{ node: { key: '2' } }] },
      b: { edges: [], pageInfo: { totalCount: 0 } },
    });
  });

  it.each([
    ["name = 'O''Hara \"& Co\"'", 1],
    ["name='O\\'Hara \"& Co\"'", 1],
    ['size = 950', 1],
    ["size = '950.0'", 1],
    ["size = '0.5'", 550],
    ['active = true', 1],
    ["opened = '1656691446'", 1],
    ["id = '1' ", 1],
  ])('filters by %s', async (filter, count) => {
    const { json } = await ask('query($f: String) { stores(filter: $f) { pageInfo { totalCount } } }', { f: filter });
    expect(json).toEqual({ data: { stores: { pageInfo: { totalCount: count } } } });
  });
});

describe('a wrong query gets HTTP 200 and errors:', () => {
  it.each([
    ['an unknown object', '{ shops { edges { node { id } } } }', "Field 'shops' in type 'Query' is undefined", 1, 3],
    [
      'an unknown field',
      '{\n  stores { edges { node { city } } }\n}',
      "Field 'city' in type 'stores' is undefined",
      2,
      27,
    ],
    ['an unknown part', '{ stores { nodes { id } } }', "Field 'nodes' in type 'stores_connection' is undefined", 1, 12],
    ['nothing selected', '{ stores }', "Sub-selection required for 'stores'", 1, 3],
    [
      'too large a page',
      '{ stores(first: 1001) { pageInfo { totalCount } } }',
      'first must be a number from 1 to 1000',
      1,
      3,
    ],
    [
      'a page of nothing',
      '{ stores(first: 0) { pageInfo { totalCount } } }',
      'first must be a number from 1 to 1000',
      1,
      3,
    ],
    [
      'a foreign cursor',
      '{ stores(after: "x") { pageInfo { totalCount } } }',
      'after must be a cursor of this query',
      1,
      3,
    ],
    [
      'a clumsy filter',
      '{ stores(filter: "id") { pageInfo { totalCount } } }',
      "filter must read: field = 'value'",
      1,
      3,
    ],
    [
      'a filter that goes on',
      `{ stores(filter: "id = '1' or id = '2'") { edges { cursor } } }`,
      "filter must read: field = 'value'",
      1,
      3,
    ],
    [
      'a filter by nothing known',
      `{ stores(filter: "city = '1'") { edges { cursor } } }`,
      "filter names an unknown field 'city'",
      1,
      3,
    ],
    ['a text that is cut', '{ stores(filter: "id', 'Invalid syntax: unexpected character', 1, 18],
    ['an end too soon', '{ stores {', "Invalid syntax: unexpected 'end of query'", 1, 11],
    ['variables without end', 'query ($a: Int', "Invalid syntax: unexpected 'end of query'", 1, 15],
    ['something after it', '{ stores { edges { cursor } } } {', "Invalid syntax: unexpected '{'", 1, 33],
    ['nothing', '', "Invalid syntax: unexpected 'end of query'", 1, 1],
    ['a mutation', 'mutation { x }', "Invalid syntax: unexpected 'mutation'", 1, 1],
    [
      'an unknown escape',
      '{ stores(filter: "\\q") { edges { cursor } } }',
      'Invalid syntax: unknown escape in a text',
      1,
      18,
    ],
  ])('%s', async (_, query, message, line, column) => {
    const answer = await ask(query);
    expect(answer.status).toBe(200);
    const classification = message.startsWith('Invalid syntax') ? 'InvalidSyntax' : 'ValidationError';
    expect(answer.json).toEqual({
      data: null,
      errors: [{ message, locations: [{ line, column }], path: [], extensions: { classification } }],
    });
  });

  it.each([[undefined], [7], [null]])('but none at all is a 400: %j', async (query) => {
    const answer = await ask(query);
    expect([answer.status, answer.json.detail]).toEqual([400, { message: "missing 'query' field" }]);
  });
});
