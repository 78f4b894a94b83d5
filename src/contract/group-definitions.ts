import type { SignalDefinition } from '@temporalio/common';
import type { CourierTold } from './couriers/courier-group';
import { signalNames } from './names';

// As in run-definitions.ts.

/** By this a courier tells its group what has become of its tasks. */
export const courierToldSignal = { type: 'signal', name: signalNames.courierTold } as SignalDefinition<[CourierTold]>;
