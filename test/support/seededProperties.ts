import fc from 'fast-check';

// The same cases in every run: what is on main must not fail by luck. New cases: BAKEOFF_PROPERTY_SEED=N, or `npm run fuzz`.
fc.configureGlobal({ seed: Number(process.env.BAKEOFF_PROPERTY_SEED ?? 20261122) });
