export { type CustomerFault, customerFault } from './customers';
export { makeShop } from './make-shop';
export { type ShopPlan, type ShopSize, shopSize } from './size';
