import { diceOf, idOf } from './dice';
import { money } from './money';
import { makeOrder, paymentId } from './orders';
import type { ShopPlan } from './size';

/** The payment of an order of the same number: charged, and where the plan says so given back, in part or wholly. */
export function makePayment(plan: ShopPlan, index: number) {
  const { createdAt, lastModifiedAt, totalPrice } = makeOrder(plan, index);
  const dice = diceOf(plan.seed, 'payment', index);
  const transaction = (type: string, state: string, centAmount: number, number: number) => ({
    id: idOf(plan.seed, `transaction-${number}`, index),
    type,
    state,
    timestamp: lastModifiedAt,
    amount: money(totalPrice.currencyCode, centAmount),
  });
  const transactions = [transaction('Charge', 'Success', totalPrice.centAmount, 0)];
  if (dice.is(plan.refundedOrders)) {
    const part = dice.whole(1, totalPrice.centAmount);
    transactions.push(transaction('Refund', 'Success', part, 1));
    if (dice.is(0.3)) transactions.push(transaction('Refund', dice.one(['Failure', 'Pending']), 1, 2));
    if (part < totalPrice.centAmount && dice.is(0.3)) {
      transactions.push(transaction('Refund', 'Success', totalPrice.centAmount - part, 3));
    }
  }
  return { id: paymentId(plan, index), version: 1, createdAt, lastModifiedAt, amountPlanned: totalPrice, transactions };
}
