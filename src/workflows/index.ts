export { batchJob } from './batch-job';
export { bookmark } from './bookmark';
export { filesToOdp } from './files-to-odp';
