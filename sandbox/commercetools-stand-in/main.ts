import { runAsProcess } from '../stand-in/run-as-process';
import type { CommercetoolsStandInOptions } from './options';
import { startCommercetoolsStandIn } from './stand-in';

runAsProcess(async (options: CommercetoolsStandInOptions) => {
  const { url, controlUrl, stop } = await startCommercetoolsStandIn(options);
  return { baseUrl: url, controlUrl, stop };
});
