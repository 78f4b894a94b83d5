import { runAsProcess } from '../stand-in/run-as-process';
import { startOdpStandIn } from './stand-in';

runAsProcess(startOdpStandIn);
