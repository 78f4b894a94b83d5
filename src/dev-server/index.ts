export { DevPlace, devFilePath, readRunningDev } from './dev-file';
export { chooseDevPorts, type DevPorts } from './dev-ports';
export type { DownloadProgress } from './download';
export { endWithParent } from './end-with-parent';
export { type FindServerOptions, type FoundServer, findTemporal, findTimeSkippingServer } from './find-server';
export { freePort, freePorts, isPortFree } from './free-ports';
export { isAnswered } from './is-answered';
export { type ResolveTemporalOptions, resolveTemporal, type TemporalTarget } from './resolve-temporal';
export { type DevServer, type DevServerExit, type DevServerOptions, startDevServer } from './start-dev-server';
