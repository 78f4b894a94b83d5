import { join, resolve } from 'node:path';
import { type BatchStack, startBatchStack } from '../batch-stack';
import { articlesFor, startContentApiStandIn } from '../content-api-stand-in';
import { type SmtpStandIn, startSmtpStandIn } from '../smtp-stand-in';
import { startPythonTarget } from './python-target';

/** The folder of the examples, seen from the compiled code or from its sources. */
export const exampleFolder = resolve(__dirname, __filename.endsWith('.ts') ? '../../examples' : '../../../examples');

/** Some 1,280 of them are live and not secure. */
const articles = 2_000;

/** All that the examples need: Temporal, a worker, a content API, a mail server, and the target in Python. */
export interface ExampleStack extends BatchStack {
  readonly smtp: SmtpStandIn;
}

export async function startExampleStack(): Promise<ExampleStack> {
  const [api, smtp, python] = await Promise.all([
    startContentApiStandIn({ articles: articlesFor(articles) }),
    startSmtpStandIn(),
    startPythonTarget(join(exampleFolder, 'primes.py')),
  ]);
  const stack = await startBatchStack({
    configPath: join(exampleFolder, 'longshore.yaml'),
    env: { CMS_URL: api.baseUrl, SMTP_HOST: smtp.host, SMTP_PORT: String(smtp.port), PRIMES_URL: python.url },
  });
  await stack.startWorker();
  const stop = async (): Promise<void> => {
    await stack.stop();
    await Promise.all([api.stop(), smtp.stop(), python.stop()]);
  };
  return { ...stack, smtp, stop };
}
