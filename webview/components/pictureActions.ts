import { pngOfSvg } from '../chart/pictureBytes.js';
import type { ViewContext } from '../views/view.js';
import { button } from './controls.js';

/** A picture to be taken elsewhere. */
export interface ExportedPicture {
  /** Of the file, without ending. */
  readonly fileName: string;
  readonly svg: string;
}

/** Buttons that save a picture as PNG and as SVG. `read`: the picture as it is when one is pressed, once there is one. */
export function pictureActions(context: ViewContext, read: () => ExportedPicture | undefined): HTMLElement[] {
  const saved = (isSaved: boolean | undefined) => {
    if (isSaved === true) context.announce('The picture has been saved.');
  };
  const savePng = async () => {
    const picture = read();
    if (picture === undefined) return;
    const png = await pngOfSvg(picture.svg);
    saved(await context.ask('saveImage', { suggestedName: `${picture.fileName}.png`, png }));
  };
  const saveSvg = async () => {
    const picture = read();
    if (picture === undefined) return;
    saved(await context.ask('saveText', { suggestedName: `${picture.fileName}.svg`, text: picture.svg }));
  };
  return [
    button({
      label: 'Save the picture as PNG',
      icon: 'file-media',
      appearance: 'icon',
      onPress: () => void savePng(),
    }),
    button({
      label: 'Save the picture as SVG',
      icon: 'file-code',
      appearance: 'icon',
      onPress: () => void saveSvg(),
    }),
  ];
}
