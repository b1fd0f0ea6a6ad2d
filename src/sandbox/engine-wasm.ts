/**
 * The engine's WebAssembly, with its stack counted in one measure on every host.
 *
 * A call of the engine's takes from two stacks: its own, in its memory, which its limit (`stack_kb`) is about, and the
 * host's, which differs from host to host: a worker of Chromium has 500 KB, one of Node 4 MB. How much a call takes from
 * the one says little about the other: a parenthesis inside another takes 64 bytes of the engine's and 1,700 of the
 * host's, a call of a function 190 and 490. So the host's stack used to end first, sooner in a page than in Node, and a
 * verdict depended on where it was given.
 *
 * Here every function of the engine but the smallest is made to take `FRAME` bytes more of the engine's stack. Then
 * whatever the engine does, a kilobyte of its stack is 0.8 to 1.7 of the host's, and with 256 the engine's own limit is
 * met before any host's. `tests/sandbox/depths.ts` holds the ways to go deep that this was measured with.
 */

/** Bytes: about what a frame takes of the host's stack. */
const FRAME = 192;
/** Functions with less code than this, in bytes, call little and are called often. */
const SMALL = 100;

const IMPORT = 2;
const TYPE = 1;
const FUNCTION = 3;
const GLOBAL = 6;
const CODE = 10;

const MUTABLE_I32 = [0x7f, 0x01];
/** The module's first global, by the compiler's convention the pointer to the top of its stack. */
const GET_STACK_POINTER = [0x23, 0];
const SET_STACK_POINTER = [0x24, 0];
const GET_LOCAL = 0x20;
const CONSTANT = 0x41;
const ADD = 0x6a;
const SUBTRACT = 0x6b;
const CALL = 0x10;
const END = 0x0b;

/** The engine to run, from its bytes as published. */
export function chargeFrames(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const sections = [...readSections(bytes)];
  const reader = (id: number): Reader => {
    const section = sections.find((other) => other.id === id);
    if (!section) throw new Error(`the engine has no section ${id}`);
    return new Reader(section.body);
  };
  const parameters = reader(TYPE).vector((type) => type.functionType());
  const imported = reader(IMPORT)
    .vector((entry) => entry.import())
    .filter((isFunction) => isFunction).length;
  const types = reader(FUNCTION).vector((entry) => entry.number());
  const bodies = reader(CODE).vector((entry) => entry.bytes(entry.number()));
  const globals = reader(GLOBAL);
  if (globals.number() === 0 || !MUTABLE_I32.every((byte) => globals.byte() === byte)) {
    throw new Error('the engine has no stack pointer where it is looked for');
  }

  // A function keeps its number, but holds a call of its code, which moves to the end: no other code need change.
  const moved: { type: number; body: Uint8Array }[] = [];
  const kept = bodies.map((body, i) => {
    if (body.length < SMALL) return body;
    const place = imported + bodies.length + moved.length;
    moved.push({ type: types[i], body });
    return chargedCall(place, parameters[types[i]]);
  });
  const allTypes = [...types, ...moved.map(({ type }) => type)];
  const allBodies = [...kept, ...moved.map(({ body }) => body)];
  const rewritten = new Map([
    [FUNCTION, concat([number(allTypes.length), ...allTypes.map(number)])],
    [CODE, concat([number(allBodies.length), ...allBodies.flatMap((body) => [number(body.length), body])])],
  ]);
  return concat([
    bytes.subarray(0, HEADER),
    ...sections.flatMap(({ id, body }) => {
      const written = rewritten.get(id) ?? body;
      return [[id], number(written.length), written];
    }),
  ]);
}

/** The code of a function without locals of its own: takes `FRAME` bytes of stack, calls another, gives them back. */
function chargedCall(callee: number, parameters: number): Uint8Array {
  const move = (operation: number) => [
    ...GET_STACK_POINTER,
    CONSTANT,
    ...signed(FRAME),
    operation,
    ...SET_STACK_POINTER,
  ];
  const args = Array.from({ length: parameters }, (_, i) => [GET_LOCAL, ...number(i)]);
  return concat([[0], move(SUBTRACT), ...args, [CALL], number(callee), move(ADD), [END]]);
}

/** The magic word and the version. */
const HEADER = 8;

function* readSections(bytes: Uint8Array): Generator<{ id: number; body: Uint8Array }> {
  const reader = new Reader(bytes, HEADER);
  while (!reader.atEnd) yield { id: reader.byte(), body: reader.bytes(reader.number()) };
}

/** Reads the binary format of WebAssembly, as far as it is needed here. */
class Reader {
  readonly #data: Uint8Array;
  #at: number;

  constructor(data: Uint8Array, at = 0) {
    this.#data = data;
    this.#at = at;
  }

  get atEnd(): boolean {
    return this.#at >= this.#data.length;
  }

  byte(): number {
    return this.#data[this.#at++];
  }

  /** An unsigned number in LEB128. */
  number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  bytes(length: number): Uint8Array {
    this.#at += length;
    return this.#data.subarray(this.#at - length, this.#at);
  }

  vector<T>(item: (reader: this) => T): T[] {
    return Array.from({ length: this.number() }, () => item(this));
  }

  /** The number of parameters. */
  functionType(): number {
    this.byte();
    const parameters = this.bytes(this.number()).length;
    this.bytes(this.number());
    return parameters;
  }

  /** Whether it is a function. */
  import(): boolean {
    this.bytes(this.number());
    this.bytes(this.number());
    const kind = this.byte();
    switch (kind) {
      case 0: // a function, by its type
        this.number();
        break;
      case 1: // a table: its type, then its limits
        this.byte();
        this.#limits();
        break;
      case 2: // a memory
        this.#limits();
        break;
      default: // a global
        this.bytes(2);
    }
    return kind === 0;
  }

  /** The least size, and the greatest where there is one. */
  #limits(): void {
    if (this.byte() & 1) this.number();
    this.number();
  }
}

const number = (value: number): number[] =>
  value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...number(Math.floor(value / 0x80))];
/** In signed LEB128, where the seventh bit is the sign. */
const signed = (value: number): number[] => (value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >> 7)]);

function concat(parts: ArrayLike<number>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
