/**
 * What a program of kind `script` or `stdio` finds in its realm: a console that prints, and the usual ways to read
 * standard input. A script whose value is a function of `print`, the realm's one way out, and the bound on a line; it
 * gives back `read`, which sets the input, and `end`, which prints what is held back, throws what a listener threw, and
 * returns the code that the program gave `process.exit`, if it did. It runs before the program and in the program's own
 * realm: all it guards is the program's own output.
 */
export const TEXT_SOURCE = String.raw`(function (print, maxChars) {
  'use strict';
  const define = (name, value) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
  const { stringify } = JSON, toNumber = Number;
  let buffer = '', code, failure;
  // As JSON, because the way out ends a text at its first NUL.
  const flush = () => { const text = buffer; buffer = ''; print(stringify(text)); };
  // More than the bound fails the test, so the rest can go.
  const write = (text) => {
    if (code !== undefined) return true;
    text = '' + text;
    buffer += text.length > maxChars ? text.slice(0, maxChars + 1) : text;
    if (buffer.length > 4096) flush();
    return true;
  };

  // As Node shows values on one line; where Node breaks lines, blanks are all that differs.
  const name = (key) => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key));
  const quote = (text) => {
    const mark = text.includes("'") ? (text.includes('"') ? '\x60' : '"') : "'";
    return mark + JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"') + mark;
  };
  const list = (items) => (items.length > 100 ? [...items.slice(0, 100), '... ' + (items.length - 100) + ' more item' + (items.length > 101 ? 's' : '')] : items);
  const within = (open, items, close) => (items.length ? open + ' ' + items.join(', ') + ' ' + close : open + close);
  const inspect = (value, above) => {
    switch (typeof value) {
      case 'string': return quote(value);
      case 'bigint': return value + 'n';
      case 'number': return Object.is(value, -0) ? '-0' : String(value);
      case 'function': return '[Function: ' + (value.name || '(anonymous)') + ']';
      case 'object': break;
      default: return String(value);
    }
    if (value === null) return 'null';
    if (above.includes(value)) return '[Circular *1]';
    if (value instanceof Error) return value.name + ': ' + value.message;
    if (value instanceof Date) return isNaN(value) ? 'Invalid Date' : value.toISOString();
    if (value instanceof RegExp) return String(value);
    if (above.length > 2) return Array.isArray(value) ? '[Array]' : '[Object]';
    const inner = (item) => inspect(item, [...above, value]);
    if (Array.isArray(value)) return within('[', list(Array.from(value, inner)), ']');
    if (value instanceof Map) return within('Map(' + value.size + ') {', list([...value].map(([k, v]) => inner(k) + ' => ' + inner(v))), '}');
    if (value instanceof Set) return within('Set(' + value.size + ') {', list([...value].map(inner)), '}');
    if (ArrayBuffer.isView(value)) return within(value.constructor.name + '(' + value.length + ') [', list(Array.from(value, inner)), ']');
    return within('{', Object.keys(value).map((key) => name(key) + ': ' + inner(value[key])), '}');
  };
  const line = (...values) => { write(values.map((value) => (typeof value === 'string' ? value : inspect(value, []))).join(' ') + '\n'); };
  const silent = () => {};
  const console = { log: line, info: line, debug: line };
  for (const name of ['assert', 'clear', 'count', 'dir', 'error', 'group', 'groupEnd', 'table', 'time', 'timeEnd', 'trace', 'warn']) console[name] = silent;
  define('console', console);
  define('print', line);

  let input = '', at = 0;
  const rest = () => { const text = input.slice(at); at = input.length; return text; };
  const nextLine = () => {
    if (at >= input.length) return null;
    const end = input.indexOf('\n', at), text = input.slice(at, end < 0 ? input.length : end);
    at = end < 0 ? input.length : end + 1;
    return text.endsWith('\r') ? text.slice(0, -1) : text;
  };
  define('readline', nextLine);

  // Listeners hear the whole input, then its end, once the program has loaded.
  const emitter = (emit) => {
    const heard = {}, thing = {
      on(event, listener) { (heard[event] ??= []).push(listener); return thing; },
      once: (event, listener) => thing.on(event, listener),
    };
    for (const name of ['setEncoding', 'resume', 'pause', 'close', 'prompt', 'setPrompt']) thing[name] = () => thing;
    Promise.resolve()
      .then(() => emit(heard, (event, ...given) => { for (const listener of heard[event] ?? []) listener(...given); }))
      .catch((error) => { failure ??= { error }; });
    return thing;
  };
  const stdin = () => {
    const thing = emitter((heard, tell) => {
      if (heard.readable) tell('readable');
      if (heard.data && at < input.length) tell('data', rest());
      tell('end');
      tell('close');
    });
    thing.read = () => (at < input.length ? rest() : null);
    thing[Symbol.asyncIterator] = async function* () { if (at < input.length) yield rest(); };
    return thing;
  };
  const lines = function* () { for (let text; (text = nextLine()) !== null; ) yield text; };
  const modules = {
    fs: { readFileSync(file, encoding) {
      if (file !== 0 && file !== '/dev/stdin') throw new Error("ENOENT: no such file or directory, open '" + file + "'");
      const text = rest();
      return encoding ? text : { toString: () => text, trim: () => text.trim(), split: (...given) => text.split(...given) };
    } },
    os: { EOL: '\n' },
    readline: { createInterface() {
      const reader = emitter((heard, tell) => { if (heard.line) for (const text of lines()) tell('line', text); tell('close'); });
      reader[Symbol.asyncIterator] = async function* () { yield* lines(); };
      reader.question = (_, answer) => { answer(nextLine() ?? ''); };
      return reader;
    } },
  };
  define('require', (name) => {
    const found = modules[String(name).replace(/^node:/, '')];
    if (!found) throw new Error("Cannot find module '" + name + "'");
    return found;
  });
  // Nothing is printed from there on, even where the program catches what is thrown.
  const exit = (given = 0) => { flush(); code ??= toNumber(given); throw new Error('process.exit'); };
  define('process', { stdout: { write }, argv: ['node', 'program.js'], env: {}, exit, get stdin() {
    const value = stdin();
    Object.defineProperty(this, 'stdin', { value });
    return value;
  } });
  const end = () => {
    if (code === undefined && failure) throw failure.error;
    flush();
    return code;
  };
  return { read: (text) => { input = text; }, end };
})`;
