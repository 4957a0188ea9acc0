import type { Readable } from 'node:stream';

/** Lines kept of a target's output: what stood around a crash, not its diary. */
const MOST_LINES = 200;
const LONGEST_LINE = 2_000;

/** The last lines that a process has printed, on stdout and stderr alike. */
export class Output {
  readonly #lines: string[] = [];

  /** Goes on reading for as long as the stream lasts: a pipe that nobody empties would stop the target. */
  follow(stream: Readable): void {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = (lines.pop() ?? '').slice(0, LONGEST_LINE);
      for (const line of lines) this.#add(line);
    });
    stream.on('end', () => {
      if (rest !== '') this.#add(rest);
    });
  }

  /** The newest last. */
  last(count: number): readonly string[] {
    return this.#lines.slice(-count);
  }

  #add(line: string): void {
    this.#lines.push(line.slice(0, LONGEST_LINE).trimEnd());
    if (this.#lines.length > MOST_LINES) this.#lines.shift();
  }
}
