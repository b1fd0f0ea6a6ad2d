/** JavaScript expressions that know how tightly they bind, so that parentheses stand only where they must. */

export interface Code {
  text: string;
  /** Binding strength of the outermost operator; see `BINDING`. */
  binding: number;
}

/** ECMAScript's operator precedence, as far as the families need it. Unary minus may not be the base of `**`. */
const BINDING: Record<string, number> = {
  '||': 1,
  '&&': 2,
  '===': 3,
  '!==': 3,
  '<': 4,
  '>': 4,
  '>>': 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '%': 7,
  '**': 8,
};
const UNARY = 9;
const ATOM = 10;

/** A name, a literal, or anything else that needs no parentheses. */
export function name(text: string | number): Code {
  return { text: String(text), binding: ATOM };
}

/** The text of an operand, in parentheses when it binds less tightly than its place asks. */
export function wrap(code: Code, binding: number): string {
  return code.binding < binding ? `(${code.text})` : code.text;
}

/** `left operator right`. All but `**` group to the left; the base of `**` must be an atom. */
export function infix(left: Code, operator: string, right: Code): Code {
  const binding = BINDING[operator];
  const leftBinding = operator === '**' ? ATOM : binding;
  return { text: `${wrap(left, leftBinding)}${operator}${wrap(right, binding + 1)}`, binding };
}

/** `-x`. Its operand is an atom: `--x` would be another operator, and `-x**2` is a syntax error. */
export function prefix(operator: string, operand: Code): Code {
  return { text: `${operator}${wrap(operand, ATOM)}`, binding: UNARY };
}

/** `object.slice(1)`: `access` is the text from the dot on. */
export function member(object: Code, access: string): Code {
  return { text: `${wrap(object, ATOM)}${access}`, binding: ATOM };
}

/** `callee(arguments)`. */
export function call(callee: string, args: string): Code {
  return { text: `${callee}(${args})`, binding: ATOM };
}
