import type { AttributionRequests } from './attribution.js';
import type { ExpectationRequests } from './expectations.js';
import type { SeedRequests } from './seeds.js';
import type { SweepRequests } from './sweeps.js';

/** What the service does for comparisons of models. */
export interface ComparisonRequests extends AttributionRequests, ExpectationRequests, SeedRequests, SweepRequests {}
