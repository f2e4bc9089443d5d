/** Width and height of a character, without the gap to the next. */
export const FONT_WIDTH = 5;
export const FONT_HEIGHT = 7;

/**
 * A font for pictures: printable ASCII in 5×7 pixels. Seven digits to the base 32 for each character, one for each row
 * from the top; the highest bit of a digit is the leftmost pixel.
 */
const glyphs: Readonly<Record<string, string>> = {
  ' ': '0000000',
  '!': '4444404',
  '"': 'aaa0000',
  '#': 'aavavaa',
  $: '4fke5u4',
  '%': 'op248j3',
  '&': 'cik8lid',
  "'": '4480000',
  '(': '2488842',
  ')': '8422248',
  '*': '04lel40',
  '+': '044v440',
  ',': '0000c48',
  '-': '000v000',
  '.': '00000cc',
  '/': '01248g0',
  '0': 'ehjlphe',
  '1': '4c4444e',
  '2': 'eh1248v',
  '3': 'v2421he',
  '4': '26aiv22',
  '5': 'vgu11he',
  '6': '68guhhe',
  '7': 'v124888',
  '8': 'ehhehhe',
  '9': 'ehhf12c',
  ':': '0cc0cc0',
  ';': '0cc0c48',
  '<': '248g842',
  '=': '00v0v00',
  '>': '8421248',
  '?': 'eh12404',
  '@': 'eh1dlle',
  A: 'ehhhvhh',
  B: 'uhhuhhu',
  C: 'ehggghe',
  D: 'sihhhis',
  E: 'vgguggv',
  F: 'vgguggg',
  G: 'ehgnhhf',
  H: 'hhhvhhh',
  I: 'e44444e',
  J: '72222ic',
  K: 'hikokih',
  L: 'ggggggv',
  M: 'hrllhhh',
  N: 'hhpljhh',
  O: 'ehhhhhe',
  P: 'uhhuggg',
  Q: 'ehhhlid',
  R: 'uhhukih',
  S: 'fgge11u',
  T: 'v444444',
  U: 'hhhhhhe',
  V: 'hhhhha4',
  W: 'hhhllla',
  X: 'hha4ahh',
  Y: 'hhha444',
  Z: 'v1248gv',
  '[': 'e88888e',
  '\\': '0g84210',
  ']': 'e22222e',
  '^': '4ah0000',
  _: '000000v',
  '`': '8420000',
  a: '00e1fhf',
  b: 'ggmphhu',
  c: '00egghe',
  d: '11djhhf',
  e: '00ehvge',
  f: '698s888',
  g: '0fhhf1e',
  h: 'ggmphhh',
  i: '40c444e',
  j: '20622ic',
  k: 'ggikoki',
  l: 'c44444e',
  m: '00qllhh',
  n: '00mphhh',
  o: '00ehhhe',
  p: '00uhugg',
  q: '00djf11',
  r: '00mpggg',
  s: '00fge1u',
  t: '88s8896',
  u: '00hhhjd',
  v: '00hhha4',
  w: '00hhlla',
  x: '00ha4ah',
  y: '00hhf1e',
  z: '00v248v',
  '{': '2448442',
  '|': '4444444',
  '}': '8442448',
  '~': '008l200',
};

/** Width in pixels of a text on one line. */
export function textWidth(text: string): number {
  return Math.max(0, [...text].length * (FONT_WIDTH + 1) - 1);
}

/** Calls `plot` for each pixel of a text whose top left corner is at (0, 0). A character not in the font is drawn as `?`. */
export function drawText(text: string, plot: (x: number, y: number) => void): void {
  [...text].forEach((character, position) => {
    const rows = glyphs[character] ?? glyphs['?'] ?? '';
    for (let y = 0; y < FONT_HEIGHT; y += 1) {
      const bits = Number.parseInt(rows[y] ?? '0', 32);
      for (let x = 0; x < FONT_WIDTH; x += 1) {
        if (bits & (1 << (FONT_WIDTH - 1 - x))) plot(position * (FONT_WIDTH + 1) + x, y);
      }
    }
  });
}
