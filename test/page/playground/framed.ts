// In the page's frame, before the page: its host is in the playground around it.
const here = globalThis as unknown as { acquireVsCodeApi: unknown; parent: { playgroundApi: unknown } };
here.acquireVsCodeApi = here.parent.playgroundApi;
