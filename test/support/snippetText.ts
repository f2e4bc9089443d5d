/**
 * The text that an editor writes for a snippet before anyone fills in its places: what stands in them at first. The
 * grammar is the part of TextMate's that editors share: `${1}`, `${1:text}`, `${1|a,b|}` and backslash escapes.
 */
export function expandSnippet(snippet: string): string {
  let result = '';
  for (let at = 0; at < snippet.length; ) {
    const place = /^\$\{\d+(?:\}|:((?:\\.|[^\\}])*)\}|\|((?:\\.|[^\\|,])*)(?:,(?:\\.|[^\\|])*)?\|\})/s.exec(
      snippet.slice(at),
    );
    if (place !== null) {
      result += unescaped(place[1] ?? place[2] ?? '');
      at += place[0].length;
      continue;
    }
    if (snippet[at] === '$') throw new Error(`a $ that is no place and not escaped, at ${at}: ${snippet}`);
    const escaped = /^\\[\\$}]/.exec(snippet.slice(at));
    if (snippet[at] === '\\' && escaped === null) throw new Error(`a lone backslash at ${at}: ${snippet}`);
    result += escaped === null ? snippet[at] : escaped[0].slice(1);
    at += escaped === null ? 1 : 2;
  }
  return result;
}

function unescaped(text: string): string {
  return text.replaceAll(/\\([\\$}|,])/g, '$1');
}
