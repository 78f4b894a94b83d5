import { runAsProcess } from '../stand-in/run-as-process';
import { startKlaviyoStandIn } from './stand-in';

runAsProcess(startKlaviyoStandIn);
