/**
 * Source of the encoder, which turns a live result into canonical text (`values.ts`) inside the engine, in a realm that
 * the program never sees. A script whose value is the function `(nodes, chars, depth, objectPrototype) => api`.
 *
 * It reads own data properties only. It calls no method of the program's objects and no getter; a Proxy's traps may
 * run, under the test's own fuel, and can do no more than return some value. Kinds are told apart by internal slots
 * (a size getter that throws on anything but a Map), never by names or prototypes.
 */
export const ENCODER_SOURCE = String.raw`(function (maxNodes, maxChars, maxDepth, objectPrototype) {
  'use strict';
  const { ownKeys, getOwnPropertyDescriptor: property, getPrototypeOf, apply } = Reflect;
  const getter = (prototype, name) => property(prototype, name).get;
  const typedKind = getter(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag);
  const typedLength = getter(getPrototypeOf(Uint8Array.prototype), 'length');
  const hugeBigInt = 1n << 32768n;

  // Internal-slot tests: each throws a TypeError unless its argument is the real thing.
  const slots = [
    ['Map', getter(Map.prototype, 'size')],
    ['Set', getter(Set.prototype, 'size')],
    ['Date', Date.prototype.getTime],
    ['RegExp', getter(RegExp.prototype, 'source')],
    ['boxed', Number.prototype.valueOf],
    ['boxed', String.prototype.valueOf],
    ['boxed', Boolean.prototype.valueOf],
    ['boxed', BigInt.prototype.valueOf],
    ['boxed', Symbol.prototype.valueOf],
    ['opaque', getter(ArrayBuffer.prototype, 'byteLength')],
    ['opaque', getter(DataView.prototype, 'buffer')],
    ['opaque', WeakMap.prototype.has],
    ['opaque', WeakSet.prototype.has],
    ['opaque', WeakRef.prototype.deref],
  ];
  const regexpFlags = [['hasIndices', 'd'], ['global', 'g'], ['ignoreCase', 'i'], ['multiline', 'm'], ['dotAll', 's'],
    ['unicode', 'u'], ['unicodeSets', 'v'], ['sticky', 'y']].map(([name, letter]) => [getter(RegExp.prototype, name), letter]);
  const regexpSource = getter(RegExp.prototype, 'source');
  // The source and the flags.
  const regexp = (object) => {
    let flags = '';
    for (const [flag, letter] of regexpFlags) if (apply(flag, object, [])) flags += letter;
    return [apply(regexpSource, object, []), flags];
  };

  function Refusal(reason) { this.reason = reason; }
  const refuse = (reason) => { throw new Refusal(reason); };

  let nodes, chars, path, ordered;
  const spend = (text) => {
    chars += text.length;
    if (chars > maxChars) refuse('a result of more than ' + maxChars + ' characters');
    return text;
  };
  const quote = (text) => {
    if (text.length > maxChars) refuse('a result of more than ' + maxChars + ' characters');
    return spend(JSON.stringify(text).split('~').join('\\u007e'));
  };
  const byText = (a, b) => {
    const x = a.split('~').join(''), y = b.split('~').join('');
    return x < y ? -1 : x > y ? 1 : 0;
  };
  const arranged = (texts) => (ordered ? texts : texts.sort(byText));

  function kindOf(object) {
    const prototype = getPrototypeOf(object);
    if (prototype === null || prototype === objectPrototype) return 'Object';
    if (apply(typedKind, object, []) !== undefined) return 'typed';
    for (const [kind, probe] of slots) {
      try { apply(probe, object, []); } catch { continue; }
      return kind;
    }
    return 'Object';
  }

  function ownData(object, key) {
    const found = property(object, key);
    if (found !== undefined && !('value' in found)) refuse('a property that is computed when read');
    return found;
  }

  function encodeArray(array) {
    const length = property(array, 'length').value;
    if (!(length <= maxNodes)) refuse('a result of more than ' + maxNodes + ' values');
    let present = 0;
    for (const key of ownKeys(array)) {
      if (key === 'length') continue;
      if (typeof key === 'symbol' || String(key >>> 0) !== key || (key >>> 0) >= length) refuse('an array with other keys than its indices');
      present++;
    }
    const items = [];
    for (let i = 0; i < length; i++) {
      const found = ownData(array, i);
      items.push(found === undefined ? 'hole' : encode(found.value));
      if (found === undefined) nodes++; else present--;
    }
    if (present !== 0) refuse('an array with other keys than its indices');
    return '[' + items.join(',') + ']';
  }

  function encodeObject(object) {
    const keys = ownKeys(object);
    if (keys.length > maxNodes) refuse('a result of more than ' + maxNodes + ' values');
    for (const key of keys) if (typeof key === 'symbol') refuse('an object with a symbol key');
    if (!ordered) keys.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    const entries = [];
    for (const key of keys) {
      const found = ownData(object, key);
      if (found !== undefined && found.enumerable) entries.push(quote(key) + ':' + encode(found.value));
    }
    return '{' + entries.join(',') + '}';
  }

  function encodeTyped(array, kind) {
    const length = apply(typedLength, array, []);
    if (length > maxNodes) refuse('a result of more than ' + maxNodes + ' values');
    const items = [];
    for (let i = 0; i < length; i++) items.push(encode(array[i]));
    return kind + '[' + items.join(',') + ']';
  }

  function encodeKind(object) {
    if (Array.isArray(object)) return encodeArray(object);
    if (Error.isError(object)) refuse('an error object');
    switch (kindOf(object)) {
      case 'typed': return encodeTyped(object, apply(typedKind, object, []));
      case 'Map': {
        const entries = [];
        apply(Map.prototype.forEach, object, [(value, key) => { entries.push(encode(key) + '=>' + encode(value)); }]);
        return 'Map{' + arranged(entries).join(',') + '}';
      }
      case 'Set': {
        const items = [];
        apply(Set.prototype.forEach, object, [(value) => { items.push(encode(value)); }]);
        return 'Set{' + arranged(items).join(',') + '}';
      }
      case 'Date': return 'Date(' + apply(Date.prototype.getTime, object, []) + ')';
      case 'RegExp': return 'RegExp(' + regexp(object).map(quote).join(',') + ')';
      case 'boxed': refuse('a boxed primitive');
      case 'opaque': refuse('an object whose content is not its properties');
    }
    return encodeObject(object);
  }

  function encode(value) {
    if (++nodes > maxNodes) refuse('a result of more than ' + maxNodes + ' values');
    switch (typeof value) {
      case 'undefined': return spend('undefined');
      case 'boolean': return spend(value ? 'true' : 'false');
      case 'number': return spend(value === 0 && 1 / value < 0 ? '~0' : String(value));
      case 'bigint':
        if (value > hugeBigInt || value < -hugeBigInt) refuse('a BigInt of more than 32768 bits');
        return spend(value + 'n');
      case 'string': return quote(value);
      case 'symbol': refuse('a symbol');
      case 'function': refuse(path.length > 0 ? 'a value that holds a function' : 'a function');
    }
    if (value === null) return spend('null');
    if (path.length >= maxDepth) refuse('a result nested deeper than ' + maxDepth + ' levels');
    if (path.includes(value)) refuse('a result that contains itself');
    path.push(value);
    const text = encodeKind(value);
    path.pop();
    return text;
  }

  // The value of a data property, found as a read would find it, or undefined; getters are not called.
  function read(object, key) {
    for (let depth = 0; object !== null && depth < 16; depth++) {
      const found = property(object, key);
      if (found !== undefined) return found.value;
      object = getPrototypeOf(object);
    }
  }

  return {
    // '=' and the canonical text, or '!' and what the result is that makes it none. With keepOrder, keys and the items
    // of maps and sets stand in the order they were put in: to build the value again, not to compare it.
    result(value, keepOrder) {
      nodes = 0; chars = 0; path = []; ordered = keepOrder;
      try {
        return '=' + encode(value);
      } catch (error) {
        return '!' + (error instanceof Refusal ? error.reason : 'a result that cannot be read');
      }
    },
    // JSON of what is known about a thrown value.
    thrown(value) {
      const about = { error: false, name: '', message: '', line: 0 };
      try {
        if (Error.isError(value)) {
          about.error = true;
          const name = read(value, 'name'), message = read(value, 'message'), stack = read(value, 'stack');
          if (typeof name === 'string') about.name = name.slice(0, 60);
          if (typeof message === 'string') about.message = message.slice(0, 240);
          const line = typeof stack === 'string' ? /program\.js:(\d+)/.exec(stack.slice(0, 2000)) : null;
          if (line) about.line = Number(line[1]);
        } else if (typeof value === 'string') about.message = value.slice(0, 240);
        else if (value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'bigint')) about.message = String(value);
      } catch {}
      return JSON.stringify(about);
    },
    // For \`inspect.ts\`.
    known: { kindOf, read, regexp },
  };
})`;
