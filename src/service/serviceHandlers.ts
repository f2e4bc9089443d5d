import type { Handlers } from '../protocol/channel.js';
import type { ServiceContract, ServiceNotices } from '../protocol/service.js';

/** A handler for every request that the service answers; each concern makes its own part. */
export type ServiceHandlers = Handlers<ServiceContract>;

/** Tells the host something that it did not ask for. */
export type Notify = <Name extends keyof ServiceNotices>(name: Name, payload: ServiceNotices[Name]) => void;
