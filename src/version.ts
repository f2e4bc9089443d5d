declare const BAKEOFF_VERSION: string | undefined;

/** Version of this program, from package.json by way of the bundler; `0.0.0` when run from source. */
export const version: string = typeof BAKEOFF_VERSION === 'string' ? BAKEOFF_VERSION : '0.0.0';
