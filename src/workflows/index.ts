export { batchJob } from './batch-job';
export { bookmark } from './bookmark';
export { catalogDeletion } from './catalog-deletion';
export { commerceCategories } from './commerce-categories';
export { commerceCustomers } from './commerce-customers';
export { commerceOrders } from './commerce-orders';
export { commerceProducts } from './commerce-products';
export { filesToOdp } from './files-to-odp';
