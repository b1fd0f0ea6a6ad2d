/** The tokenizer of any model, built-in or imported. */
import { loadHuggingFaceTokenizer } from './huggingface-tokenizer';
import { isBuiltInTokenizer, type TextCodec, Tokenizer } from './tokenizer';

/** From a parsed `tokenizer.json` and the `tokenizer_config.json` beside it; `source` names the first in errors. */
export async function loadTokenizer(json: unknown, config: unknown, source: string): Promise<TextCodec> {
  return isBuiltInTokenizer(json)
    ? Tokenizer.fromJson(json, source)
    : loadHuggingFaceTokenizer(json, config ?? {}, source);
}
