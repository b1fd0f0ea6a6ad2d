/**
 * The console of a function's program: what it prints is shown beside the verdict, and is no part of it.
 *
 * The line is made in the encoder's realm (`inspect.ts`), where the program cannot bend it. The program's realm holds
 * nothing but the methods below, and no error comes out of them: one of the encoder's realm would lead into it.
 */

/** Characters that are kept of what a program prints in one test, and in all tests of a task. */
export const PRINTED_CHARS = 2000;
export const PRINTED_CHARS_OF_ALL = 4000;
/** The end of a text that was longer. */
export const CUT = '… (cut)';

/** The text cut to the room left, in characters; undefined for an empty text. */
export function keepPrinted(printed: string, room: number): string | undefined {
  const most = Math.min(PRINTED_CHARS, room);
  if (printed.length <= most) return printed || undefined;
  return printed.slice(0, most) + CUT;
}

/**
 * For the encoder's realm: a function of `format` and of the way out, `emit`. Its value takes the values of a line and
 * says whether another one would be kept. A character more than is kept goes out, so that it is known that there was more.
 */
export const PRINTER_SOURCE = `(function (format, emit) {
  'use strict';
  let room = ${PRINTED_CHARS + 1};
  return (values) => {
    const text = format(values, room);
    room -= text.length;
    // As JSON, because the way out ends a text at its first NUL.
    if (text !== '') emit(JSON.stringify(text));
    return room > 0;
  };
})`;

/**
 * Characters of text that are a unit of work once no more is kept, because a long text takes few steps to build: then a
 * flood of long lines ends by fuel, and not by a clock.
 */
const CHARS_OF_WORK = 50_000;

/**
 * For the program's realm: a function of the printer and of `work`, which charges the program a unit and says whether
 * it has no more. A line beyond what is kept costs two steps more than a call of a function that does nothing.
 */
export const CONSOLE_SOURCE = `(function (print, work) {
  'use strict';
  let open = true, chars = 0;
  const printing = (name) => ({ [name](...values) {
    if (open) {
      try { open = print(values); } catch {}
    } else if (typeof values[0] === 'string' && (chars += values[0].length) >= ${CHARS_OF_WORK}) {
      for (; chars >= ${CHARS_OF_WORK}; chars -= ${CHARS_OF_WORK}) if (work()) for (;;);
    }
  } })[name];
  const silent = (name) => ({ [name]() {} })[name];
  const prints = ['debug','dir','error','info','log','table','warn'];
  globalThis.console = Object.fromEntries(
    ['assert','clear','count','debug','dir','error','group','groupEnd','info','log','table','time','timeEnd','trace','warn']
      .map((name) => [name, prints.includes(name) ? printing(name) : silent(name)]));
})`;
