import { connect, type Socket } from 'node:net';

export type Reply = string | number | null;

interface Pending {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/**
 * A client of Redis as services have one: a single connection for all, made at the first command and again once it has
 * broken. What was under way then fails; nothing is sent twice.
 */
export class Redis {
  readonly #port: number;
  #socket: Socket | undefined;
  #pending: Pending[] = [];
  #rest = Buffer.alloc(0);

  constructor(port: number) {
    this.#port = port;
  }

  command(...words: readonly (string | number)[]): Promise<Reply> {
    const socket = this.#connected();
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve, reject });
      const parts = words.map((word) => `$${Buffer.byteLength(String(word))}\r\n${word}\r\n`);
      socket.write(`*${words.length}\r\n${parts.join('')}`);
    });
  }

  close(): void {
    this.#socket?.destroy();
  }

  #connected(): Socket {
    if (this.#socket !== undefined && !this.#socket.destroyed) return this.#socket;
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    const pending: Pending[] = [];
    this.#socket = socket;
    this.#pending = pending;
    this.#rest = Buffer.alloc(0);
    socket.on('data', (data: Buffer) => this.#socket === socket && this.#read(data));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      for (const { reject } of pending.splice(0)) reject(new Error('the connection to the store has ended'));
    });
    socket.on('end', () => socket.destroy());
    return socket;
  }

  #read(data: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, data]);
    for (let found = parse(this.#rest); found !== undefined; found = parse(this.#rest)) {
      this.#rest = this.#rest.subarray(found.length);
      const pending = this.#pending.shift();
      if (found.error === undefined) pending?.resolve(found.reply);
      else pending?.reject(new Error(found.error));
    }
  }
}

/** The first reply in the bytes (RESP2 without arrays, which nothing here asks for); undefined where it is not whole yet. */
function parse(bytes: Buffer): { readonly reply: Reply; readonly length: number; readonly error?: string } | undefined {
  const end = bytes.indexOf('\r\n');
  if (end < 0) return undefined;
  const line = bytes.toString('utf8', 1, end);
  const head = end + 2;
  switch (String.fromCharCode(bytes[0] ?? 0)) {
    case ':':
      return { reply: Number(line), length: head };
    case '-':
      return { reply: null, length: head, error: line };
    case '$': {
      const size = Number(line);
      if (size < 0) return { reply: null, length: head };
      return bytes.length < head + size + 2 ? undefined : { reply: bytes.toString('utf8', head, head + size), length: head + size + 2 };
    }
    default:
      return { reply: line, length: head };
  }
}
