/** What the built-in base model makes of a prompt: it has read nothing but specs. */

import { parseSpec, printStep, stepsFrom } from '../../tasks/spec-to-function/spec';
import { STEPS, type Type } from '../../tasks/spec-to-function/steps';
import type { Draft } from './draft';

const BASE_MODEL = 'models/base';
const EXAMPLE = 'x: add 4, times 3';

interface PromptHint {
  known: boolean;
  text: string;
  /** What would give the prompt the form that the model reads. */
  fix?: Pick<Draft, 'prompt' | 'lineEnd'>;
}

/** Undefined for another model, of which nothing is known, and for an empty prompt. */
export function promptHint(
  { prompt, lineEnd, prefix }: Pick<Draft, 'prompt' | 'lineEnd' | 'prefix'>,
  model = BASE_MODEL,
): PromptHint | undefined {
  const text = prompt.trim();
  if (model !== BASE_MODEL || text === '') return undefined;
  if (!/^[xsa]: \S/.test(text)) {
    return {
      known: false,
      text: `The base model has read nothing but specs like “${EXAMPLE}”. It may never write a program that passes, and then there is nothing to learn from.`,
    };
  }
  if (text !== prompt || !lineEnd) {
    return {
      known: false,
      text: 'What the base model has read is a spec alone, with a line end. Otherwise hardly a program passes.',
      fix: { prompt: text, lineEnd: true },
    };
  }
  const unknown = unknownStep(text);
  if (unknown !== undefined) {
    return {
      known: false,
      text: `The base model does not know “${unknown}”. It can learn it if one of its guesses passes now and then.`,
    };
  }
  if (!/=\s*$/.test(prefix)) {
    return { known: false, text: 'The base model writes arrow functions, x=>x+4: let the signature end with “=”.' };
  }
  return { known: true, text: 'The base model reads this form.' };
}

/** The first step that is not in the vocabulary, or does not fit what comes before it. */
function unknownStep(text: string): string | undefined {
  try {
    parseSpec(text);
    return undefined;
  } catch {
    let type = text[0] as Type;
    for (const words of text.slice(3).split(', ')) {
      const step = stepsFrom(type).find((candidate) => printStep(candidate) === words);
      if (!step) return words;
      type = step.kind.to;
    }
    return text;
  }
}

/** The words that the base model knows, by what they take. */
export const VOCABULARY: readonly { letter: Type; of: string; words: string }[] = [
  { letter: 'x', of: 'a number', words: typeInWords('x') },
  { letter: 's', of: 'a text', words: typeInWords('s') },
  { letter: 'a', of: 'a list of numbers', words: typeInWords('a') },
];

function typeInWords(type: Type): string {
  return STEPS[type]
    .filter(({ name }) => !name.startsWith('each '))
    .map(({ name, argument }) => (argument ? `${name} ${argument[2]}` : name))
    .concat(type === 'a' ? ['each add 3'] : [])
    .join(', ');
}
