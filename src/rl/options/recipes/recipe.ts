/** A recipe: the options of a published system, each with its source, and what replaces them for a model of our size. */

/** A value of an option, as a source gives it. */
interface Sourced {
  value: unknown;
  /** Where it stands: paper, released scripts, or code. */
  source: string;
  /** Where paper, code and blog disagree, or what else a reader must know. */
  note?: string;
}

export interface Recipe {
  name: string;
  /** The system, and its paper. */
  title: string;
  /** One sentence: what it adds to the loop. */
  description: string;
  /** The system's own numbers, by option. */
  paper: Readonly<Record<string, Sourced>>;
  /** What replaces them here: lengths, batch and learning rate, for a model of about 0.1M parameters and minutes of compute. */
  scale: Readonly<Record<string, unknown>>;
  /** In what the recipe differs from the paper beside its scale, a sentence each. */
  deviations: readonly string[];
}

/** The options of a recipe: the paper's, and over them those of its scale. */
export function recipeOptions({ paper, scale }: Recipe, scaled: boolean): Record<string, unknown> {
  const own = Object.fromEntries(Object.entries(paper).map(([name, { value }]) => [name, value]));
  return scaled ? { ...own, ...scale } : own;
}
