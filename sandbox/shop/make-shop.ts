import { makeCategory } from './categories';
import { makeCustomer } from './customers';
import { makeOrder } from './orders';
import { makePayment } from './payments';
import { makeProduct } from './products';
import { type ShopPlan, type ShopSize, shopSize } from './size';

/**
 * A made-up shop, each of whose resources is made when it is asked for. The same seed and size make the same shop; one
 * with more of a kind has those of the smaller one too, except for what refers to that kind.
 *
 *     makeShop({ seed: 7, customers: 1000, badCustomers: 0.01 }).customers()
 */
export function makeShop(size: ShopSize) {
  const plan: ShopPlan = shopSize.parse(size);
  function* all<Resource>(count: number, make: (plan: ShopPlan, index: number) => Resource): Generator<Resource, void> {
    for (let index = 0; index < count; index += 1) yield make(plan, index);
  }
  return {
    plan,
    customers: () => all(plan.customers, makeCustomer),
    orders: () => all(plan.orders, makeOrder),
    payments: () => all(plan.orders, makePayment),
    categories: () => all(plan.categories, makeCategory),
    products: () => all(plan.products, makeProduct),
  };
}
