/**
 * What a program of kind `script` or `stdio` finds in its realm: a console that prints, and the usual ways to read
 * standard input. A script whose value is a function of `format`, which makes a line of values (`inspect.ts`), of `print`,
 * the realm's one way out, and of the bound on a line; it gives back `read`, which sets the input, and `end`, which prints
 * what is held back, throws what a listener threw, and returns the code that the program gave `process.exit`, if it did.
 * It runs before the program and in the program's own realm: all it guards is the program's own output.
 */
export const TEXT_SOURCE = String.raw`(function (format, print, maxChars) {
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

  const line = (...values) => {
    let text = '';
    // An error of the encoder's realm must not come to the program.
    try { text = format(values, maxChars + 1); } catch {}
    write(text);
  };
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
