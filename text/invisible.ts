/**
 * What a reader cannot see, and what steers a terminal or turns a text round: control, format (bidi, zero width, tag),
 * private-use and broken characters, fillers, and the separators of lines and paragraphs.
 */
export const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{DI}\p{NChar}]/gu;

/** Shows each such character as JSON would, `\u202e`, for a text whose every character matters to its reader. */
export function escapeInvisible(text: string): string {
  return text.replace(invisible, (character) =>
    [...Array(character.length).keys()]
      .map((unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
