export type { NewestRows } from './newest-rows';
export { type Staged, type StageInput, stageFiles } from './stage-files';
export { columnsOfFeed, type StagedColumn, stage } from './stage-view';
