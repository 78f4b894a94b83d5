import { categoryId } from './categories';
import { type Dice, diceOf, idOf, timesOf } from './dice';
import { makePrices } from './prices';
import type { ShopPlan } from './size';

export function productId(plan: ShopPlan, index: number): string {
  return idOf(plan.seed, 'product', index);
}

export function skuOf(index: number, variant: number): string {
  return `SKU-${index}-${variant}`;
}

/** A product with what customers see of it; the staged half, which nothing reads, is left out. */
export function makeProduct(plan: ShopPlan, index: number) {
  const dice = diceOf(plan.seed, 'product', index);
  const variants = dice.whole(Math.min(plan.fewestVariants, plan.mostVariants), plan.mostVariants);
  const categories = Array.from({ length: plan.categories === 0 ? 0 : dice.whole(0, 3) }, () =>
    dice.whole(0, plan.categories - 1),
  );
  const [masterVariant, ...others] = Array.from({ length: variants + 1 }, (_, number) =>
    makeVariant(plan, dice, index, number + 1),
  );
  return {
    id: productId(plan, index),
    version: dice.whole(1, 9),
    ...timesOf(dice),
    productType: { typeId: 'product-type', id: 'type-1' },
    masterData: {
      published: !dice.is(plan.unpublished),
      hasStagedChanges: false,
      current: {
        name: { en: `Product ${index}`, 'de-DE': `Produkt ${index}` },
        ...(dice.is(0.8) ? { description: { en: `What product ${index} is` } } : {}),
        slug: { en: `product-${index}` },
        categories: [...new Set(categories)].map((at) => ({ typeId: 'category', id: categoryId(plan, at) })),
        categoryOrderHints: {},
        masterVariant,
        variants: others,
        searchKeywords: {},
        attributes: [],
      },
    },
  };
}

function makeVariant(plan: ShopPlan, dice: Dice, index: number, number: number) {
  const sku = skuOf(index, number);
  const image = (at: number) => ({
    url: `https://images.shop.example/${sku}-${at}.jpg`,
    dimensions: { w: 800, h: 600 },
  });
  return {
    id: number,
    ...(dice.is(plan.missingSkus) ? {} : { sku }),
    prices: makePrices(dice, sku),
    images: dice.is(plan.missingImages) ? [] : Array.from({ length: dice.whole(1, 2) }, (_, at) => image(at)),
    attributes: [],
    assets: [],
    ...(dice.is(0.8)
      ? {
          availability: {
            isOnStock: true,
            availableQuantity: dice.whole(0, 99),
            channels: { 'channel-1': { isOnStock: true, availableQuantity: dice.whole(0, 2) } },
          },
        }
      : {}),
  };
}
