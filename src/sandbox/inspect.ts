/**
 * Source of what a console writes: values as Node shows them on one line; where Node breaks lines, blanks are all that
 * differs. A script for the encoder's realm, where no program can have replaced what it is made of. Its value is a
 * function of what the encoder knows of values and of prototypes of the program's realm, `Object`'s and a list of those
 * of `Map`, `Set`, `Date` and `RegExp`; that gives back `format(values, maxChars)`: a line, cut to `maxChars`.
 *
 * Like the encoder it reads own data properties only and calls nothing of the program's but a Proxy's traps, under the
 * test's own fuel; what a trap prints meanwhile is lost. It throws only where the stack or the memory ends. A program must
 * not get that error: it is of this realm, and leads to all that is in it.
 */
export const INSPECT_SOURCE = String.raw`(function (encoder, objectPrototype, prototypes) {
  'use strict';
  const { kindOf, read, regexp } = encoder;
  const { ownKeys, getOwnPropertyDescriptor: property, getPrototypeOf, apply } = Reflect;
  const getter = (prototype, name) => property(prototype, name).get;
  const { getTime, toISOString } = Date.prototype, { isPrototypeOf } = Object.prototype;
  const [mapSize, setSize] = [getter(Map.prototype, 'size'), getter(Set.prototype, 'size')];
  const typed = getPrototypeOf(Uint8Array.prototype);
  const [typedKind, typedLength] = [getter(typed, Symbol.toStringTag), getter(typed, 'length')];
  const ITEMS = 100, LEVELS = 3, LARGE = 1n << 4096n;

  // The characters that are left, and the objects that are being shown.
  let left, path, busy = false;
  const spend = (text) => {
    const kept = left > 0 ? text.slice(0, left) : '';
    left -= text.length;
    return kept;
  };
  const quote = (whole) => {
    const text = left > 0 ? whole.slice(0, left) : '';
    const mark = text.includes("'") ? (text.includes('"') ? '\x60' : '"') : "'";
    return mark + JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"') + mark;
  };
  const identifier = /^[A-Za-z_$][\w$]{0,99}$/;
  // 'more' is the number of items beyond those that are shown.
  const within = (open, items, close, more = 0) => {
    if (more > 0) items.push('... ' + more + ' more item' + (more > 1 ? 's' : ''));
    left -= open.length + close.length + 2 * items.length;
    return items.length ? open + ' ' + items.join(', ') + ' ' + close : open + close;
  };
  const first = (count, next) => {
    const items = [];
    for (let i = 0; i < count && i < ITEMS && left > 0; i++) items.push(next(i));
    return items;
  };

  function showArray(array) {
    const length = property(array, 'length').value;
    if (typeof length !== 'number') throw 0;
    const items = [];
    let holes = 0;
    const endHoles = () => { if (holes > 0) items.push(spend('<' + holes + ' empty item' + (holes > 1 ? 's>' : '>'))); holes = 0; };
    for (let i = 0; i < length && i < ITEMS && left > 0; i++) {
      const found = property(array, i);
      if (found === undefined) { holes++; continue; }
      endHoles();
      items.push(showData(found));
    }
    endHoles();
    return within('[', items, ']', length - ITEMS);
  }

  function showObject(object, name) {
    const entries = [];
    for (const key of ownKeys(object)) {
      if (left <= 0) break;
      if (typeof key === 'symbol') continue;
      const found = property(object, key);
      if (found !== undefined && found.enumerable) entries.push(spend((identifier.test(key) ? key : quote(key)) + ': ') + showData(found));
    }
    return (name && spend(name + ' ')) + within('{', entries, '}');
  }

  const showData = (found) =>
    'value' in found ? show(found.value) : spend(found.get ? (found.set ? '[Getter/Setter]' : '[Getter]') : '[Setter]');

  // The name of an object's class, '' of a plain object's.
  function classOf(object) {
    const prototype = getPrototypeOf(object);
    if (prototype === objectPrototype) return '';
    if (prototype === null) return '[Object: null prototype]';
    const made = read(prototype, 'constructor');
    const name = typeof made === 'function' ? read(made, 'name') : '';
    return typeof name === 'string' && name !== 'Object' ? name.slice(0, 60) : '';
  }

  function showKind(object, kind) {
    switch (kind) {
      case 'Array': return showArray(object);
      case 'Map': {
        const [size, entries] = [apply(mapSize, object, []), apply(Map.prototype.entries, object, [])];
        const next = () => { const [key, value] = entries.next().value; return show(key) + spend(' => ') + show(value); };
        return within('Map(' + size + ') {', first(size, next), '}', size - ITEMS);
      }
      case 'Set': {
        const [size, items] = [apply(setSize, object, []), apply(Set.prototype.values, object, [])];
        return within('Set(' + size + ') {', first(size, () => show(items.next().value)), '}', size - ITEMS);
      }
      case 'typed': {
        const length = apply(typedLength, object, []);
        return within(apply(typedKind, object, []) + '(' + length + ') [', first(length, (i) => show(object[i])), ']', length - ITEMS);
      }
    }
    return showObject(object, classOf(object));
  }

  // What has none of the prototypes that are looked for is not tried for each kind: that takes an error each.
  function quickKindOf(object) {
    if (Array.isArray(object)) return 'Array';
    if (Error.isError(object)) return 'Error';
    const prototype = getPrototypeOf(object);
    if (prototype === null || prototype === objectPrototype) return 'Object';
    if (apply(typedKind, object, []) !== undefined) return 'typed';
    for (const known of prototypes) if (apply(isPrototypeOf, known, [object])) return kindOf(object);
    return 'Object';
  }

  function showError(error) {
    const name = read(error, 'name'), message = read(error, 'message');
    const said = typeof message === 'string' ? spend(message) : '';
    return spend(typeof name === 'string' ? name : 'Error') + (said && ': ' + said);
  }

  function show(value) {
    switch (typeof value) {
      case 'string': return spend(quote(value));
      case 'number': return spend(value === 0 && 1 / value < 0 ? '-0' : String(value));
      case 'bigint': {
        const bound = LARGE < value || value < -LARGE ? 1n << BigInt(4 * (left > 0 ? left : 0)) : LARGE;
        return spend(value > bound || value < -bound ? '[BigInt]' : value + 'n');
      }
      case 'function': {
        const name = read(value, 'name');
        return spend('[Function: ' + (typeof name === 'string' && name ? name.slice(0, 60) : '(anonymous)') + ']');
      }
      case 'object': break;
      default: return spend(String(value));
    }
    if (value === null) return spend('null');
    if (path.includes(value)) return spend('[Circular *1]');
    const kind = quickKindOf(value);
    switch (kind) {
      case 'Error': return showError(value);
      case 'Date': return spend(isNaN(apply(getTime, value, [])) ? 'Invalid Date' : apply(toISOString, value, []));
      case 'RegExp': return spend('/' + regexp(value).join('/'));
    }
    if (path.length >= LEVELS) return spend('[' + (kind === 'Object' ? classOf(value) || kind : kind) + ']');
    path.push(value);
    const text = showKind(value, kind);
    path.pop();
    return text;
  }

  function showOne(value) {
    if (typeof value === 'string') return spend(value);
    path = [];
    try { return show(value); } catch { return spend('[unreadable]'); }
  }

  return (values, maxChars) => {
    if (busy) return '';
    if (values.length === 1 && typeof values[0] === 'string') return (values[0].slice(0, maxChars) + '\n').slice(0, maxChars);
    busy = true;
    try {
      left = maxChars;
      let text = '';
      for (let i = 0; i < values.length && left > 0; i++) text += (i > 0 ? spend(' ') : '') + showOne(values[i]);
      return (text + '\n').slice(0, maxChars);
    } finally {
      busy = false;
    }
  };
})`;
