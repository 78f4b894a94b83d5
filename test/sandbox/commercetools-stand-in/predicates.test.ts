import fc from 'fast-check';
import { type CommercetoolsStandIn, startCommercetoolsStandIn } from '../../../sandbox/commercetools-stand-in';
import { callerOf, idsIn } from './call-shop';

let standIn: CommercetoolsStandIn;
let query: Awaited<ReturnType<typeof callerOf>>;
beforeAll(async () => {
  standIn = await startCommercetoolsStandIn();
  query = await callerOf(standIn);
  const day = (number: number) => `2024-01-0${number}T00:00:00.000Z`;
  standIn.load('orders', [
    { id: 'a', orderState: 'Complete', createdAt: day(1), lastModifiedAt: day(3), customerEmail: 'x@shop.example' },
    { id: 'b', orderState: 'Open', createdAt: day(2), lastModifiedAt: day(2), totalPrice: { centAmount: 500 } },
    {
      id: 'c',
      orderState: 'Complete',
      createdAt: day(3),
      lastModifiedAt: day(3),
      lineItems: [{ quantity: 1 }, { quantity: 9 }],
    },
    {
      id: 'd',
      orderState: 'Can"celled',
      createdAt: day(4),
      lastModifiedAt: day(4),
      custom: { fields: { gift: true } },
    },
  ]);
});
afterAll(() => standIn.stop());

test.each<[string, readonly string[]]>([
  ['id > "b"', ['c', 'd']],
  ['id >= "b"', ['b', 'c', 'd']],
  ['id < "b"', ['a']],
  ['id <= "b"', ['a', 'b']],
  ['id in ("d", "a", "zzz")', ['a', 'd']],
  ['id not in ("d","a")', ['b', 'c']],
  ['orderState = "Complete"', ['a', 'c']],
  ['orderState != "Complete"', ['b', 'd']],
  ['orderState <> "Complete"', ['b', 'd']],
  ['orderState = "Can\\"celled"', ['d']],
  ['orderState = "Complete" and id > "a"', ['c']],
  ['id = "a" or id = "b" and orderState = "Complete"', ['a']],
  ['(id = "a" or id = "b") and orderState = "Open"', ['b']],
  ['not(orderState = "Complete")', ['b', 'd']],
  ['createdAt > "2024-01-02T00:00:00.000Z"', ['c', 'd']],
  ['createdAt > "2024-01-02"', ['c', 'd']],
  ['lastModifiedAt >= "2024-01-03T01:00:00+01:00"', ['a', 'c', 'd']],
  ['customerEmail is defined', ['a']],
  ['customerEmail is not defined', ['b', 'c', 'd']],
  ['totalPrice(centAmount >= 500)', ['b']],
  ['lineItems(quantity > 5)', ['c']],
  ['lineItems(quantity > 50)', []],
  ['custom(fields(gift = true))', ['d']],
])('%s', async (where, ids) => {
  expect(idsIn(await query('orders', { sort: 'id asc', where }))).toEqual(ids);
});

test('several are joined by and', async () => {
  const where = ['id > "a"', 'orderState = "Complete"'];
  expect(idsIn(await query('orders', { where }))).toEqual(['c']);
});

test.each([
  ['shoeSize = 1', "The field 'shoeSize' does not exist."],
  ['totalPrice(shoeSize = 1)', "The field 'shoeSize' does not exist."],
  ['orderState(id = "a")', "The field 'orderState' has no fields."],
  ['createdAt > "yesterday"', "The field 'createdAt' cannot have this value."],
  ['orderState = 5', "The field 'orderState' cannot have this value."],
  ['id >', 'Syntax error at token 3.'],
  ['id > a', 'Syntax error at token 4.'],
  ['id = "a" id = "b"', 'Syntax error at token 4.'],
  ['(id = "a"', 'Syntax error at token 5.'],
  ['id in ()', 'Syntax error at token 5.'],
  ['id ~ "a"', 'Syntax error at column 4.'],
  ['id = "a', 'Syntax error at column 6.'],
  ['', 'Syntax error at token 1.'],
])('%j is refused: %s', async (where, message) => {
  const { status, body } = await query('orders', { where });
  expect(status).toBe(400);
  expect(body).toMatchObject({ statusCode: 400, message: `Malformed parameter: where: ${message}` });
});

test('whatever text is compared with, it stays in its quotes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      const { status } = await query('orders', { where: `customerEmail = ${JSON.stringify(text)}` });
      expect(status).toBe(200);
    }),
    { numRuns: 40 },
  );
});
