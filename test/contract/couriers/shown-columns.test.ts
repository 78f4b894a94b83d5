import { shownColumns } from '../../../src/contract/couriers/shown-columns';

const people = {
  name: 'Shop:People',
  columns: [{ name: 'id' }, { name: 'Email', tag: 'email' }, { name: 'age' }, { name: 'notes' }],
};
const orders = { name: 'Shop:Orders', columns: [{ name: 'id' }, { name: 'label' }] };

function shown(sql: string, ...columns: readonly (readonly [name: string, type: string, tag?: string])[]) {
  const asked = columns.map(([name, type, tag]) => ({ name, type, ...(tag === undefined ? {} : { tag }) }));
  return shownColumns(asked, sql, [people, orders]);
}

test('a column of a person is masked by its tag and by its name, whatever its type', () => {
  expect(shown('select * from "Shop:People"', ['id', 'VARCHAR'], ['email', 'VARCHAR'], ['age', 'INTEGER'])).toEqual([
    true,
    false,
    true,
  ]);
  expect(shown('select email from "Shop:People"', ['email', 'BIGINT'])).toEqual([false]);
  expect(shown('select 1', ['e', 'VARCHAR', 'email'])).toEqual([false]);
});

test.each([
  ['select email as id from "Shop:People"', 'id'],
  ['select lower(email) id from "Shop:People"', 'id'],
  ['select email "id" from "Shop:People"', 'id'],
  ['select id: email from "Shop:People"', 'id'],
  ['select email/* its */id from "Shop:People"', 'id'],
  ['select lower(email) as e from "Shop:People"', 'e'],
  ['select id from "Shop:People" union all select email from "Shop:People"', 'id'],
  ['with x(id) as (select email from "shop:people") select id from x', 'id'],
  ['select id from (select * from "Shop:People") as x(notes, id) where email is null', 'id'],
  ['select p from "Shop:People" p', 'p'],
  ['SELECT min("Email") AS first FROM "Shop:People"', 'first'],
])('%s: what may have been made of an address is masked', (sql, column) => {
  expect(shown(sql, [column, 'VARCHAR'])).toEqual([false]);
  expect(shown(sql, [column, 'VARCHAR[]'])).toEqual([false]);
});

test.each([
  ['select id, email from "Shop:People"', 'id', 'VARCHAR'],
  ['select id from "Shop:People" where email is not null', 'id', 'VARCHAR'],
  ['select distinct p.id from "Shop:People" p order by id', 'id', 'VARCHAR'],
  ['select count(distinct email) as n from "Shop:People"', 'n', 'BIGINT'],
  ['select avg(length(email)) as n from "Shop:People"', 'n', 'DOUBLE'],
  ['select sum(age) as n from "Shop:People"', 'n', 'DECIMAL(38,0)'],
  ['select label || \'email\' as l from "Shop:Orders"', 'l', 'VARCHAR'],
])('%s: what is of nobody is shown', (sql, column, type) => {
  expect(shown(sql, [column, type])).toEqual([true]);
});
