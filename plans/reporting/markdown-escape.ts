/**
 * A text that means nothing in Markdown, HTML or to GitHub: no table cell ends, nothing is emphasised, linked, mentioned or
 * shown as an image. Works in tables, lists and between HTML tags. The text is one line already, see plain-text.ts.
 */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replace(/[&<>|`*[\]\\~$]/g, entity)
      // Inside a word an underscore is only an underscore.
      .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, entity)
      // GitHub makes links and pictures of these after it has read the entities; a zero-width space keeps it from that.
      .replace(/@/g, '@&#8203;')
      .replace(/(?<!&)#(?=\d)/g, '#&#8203;')
      .replace(/:(?=\/\/)/g, ':&#8203;')
      .replace(/\b(www|GH|xmpp|mailto)(?=[.:-])/gi, '$1&#8203;')
      .replace(/:(?=[a-z+-][\w+-]*:|100:|1234:)/gi, ':&#8203;')
  );
}

/** The same, but what stands between backticks is shown as code, where nothing is active either. */
export function escapeWithCode(text: string): string {
  return text
    .split(/(`[^`|]+`)/)
    .map((part, place) => (place % 2 === 1 ? part : escapeMarkdown(part)))
    .join('');
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
