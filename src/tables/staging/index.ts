export type { NewestRows } from './newest-rows';
export { type Staged, type StageInput, stageFiles } from './stage-files';
export { columnsOfFeed, type RefusedValues, type StagedColumn, stage } from './stage-view';
