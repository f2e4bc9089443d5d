import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP endpoint on loopback; whoever does not know its address, with the secret in it, is refused. */
export interface UiEndpoint {
  /** `POST address/ACTION` with a JSON body gives `{"result": …}` or `{"error": "…"}`. */
  readonly address: string;
  readonly close: () => void;
}

/** Serves actions one by one as they come. */
export async function startUiEndpoint(act: (name: string, body: unknown) => Promise<unknown>): Promise<UiEndpoint> {
  const secret = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    const send = (status: number, answer: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    const [, given, name = ''] = (request.url ?? '').split('/');
    if (request.method !== 'POST' || given !== secret) {
      send(404, { error: 'Not found.' });
      return;
    }
    readBody(request)
      .then((text) => act(name, text === '' ? {} : JSON.parse(text)))
      .then((result) => send(200, { result: result ?? null }))
      .catch((error: unknown) => send(500, { error: error instanceof Error ? error.message : String(error) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/${secret}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
