// As much of Redis's protocol as a charge service needs: commands in order over one connection, and their replies.
import { connect } from 'node:net';

/** Resolves to `command(...words)`, which resolves to the reply; bulk strings are texts, nil is null. */
export async function redis(url) {
  const { hostname, port } = new URL(url);
  const waiting = [];
  let rest = Buffer.alloc(0);
  const socket = connect(Number(port || 6379), hostname);
  const fail = (error) => waiting.splice(0).forEach(({ reject }) => reject(error));
  socket.on('error', fail).on('close', () => fail(new Error('the connection to Redis has gone')));
  socket.on('data', (data) => {
    rest = Buffer.concat([rest, data]);
    for (let reply = parse(rest, 0); reply !== undefined; reply = parse(rest, 0)) {
      rest = rest.subarray(reply.end);
      const { resolve, reject } = waiting.shift();
      if (reply.value instanceof Error) reject(reply.value);
      else resolve(reply.value);
    }
  });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const command = (...words) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(`${word}`)}\r\n${word}\r\n`).join('')}`);
    });
  return { command, close: () => socket.destroy() };
}

/** The value at an offset and where it ends; undefined where it has not arrived in full. */
function parse(buffer, at) {
  const line = buffer.indexOf('\r\n', at);
  if (line < 0) return undefined;
  const [type, text, next] = [String.fromCharCode(buffer[at]), buffer.toString('utf8', at + 1, line), line + 2];
  if (type === '+') return { value: text, end: next };
  if (type === '-') return { value: new Error(text), end: next };
  if (type === ':') return { value: Number(text), end: next };
  if (type === '$') {
    const length = Number(text);
    if (length < 0) return { value: null, end: next };
    return buffer.length < next + length + 2 ? undefined : { value: buffer.toString('utf8', next, next + length), end: next + length + 2 };
  }
  const value = [];
  let end = next;
  for (let left = Number(text); left > 0; left -= 1) {
    const item = parse(buffer, end);
    if (item === undefined) return undefined;
    value.push(item.value);
    end = item.end;
  }
  return { value, end };
}
