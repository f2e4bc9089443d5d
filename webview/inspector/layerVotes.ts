import { printable } from '../../src/core/format.js';
import type { RunEvidence } from '../../src/protocol/samples.js';
import { button } from '../components/controls.js';
import { element, icon, rebuilt, setText } from '../components/dom.js';
import type { Loading } from '../state/pageData.js';
import type { ViewContext } from '../views/view.js';
import type { InspectedImage } from './inspectedImage.js';
import { rowOfImage } from './inspectorModel.js';
import { type VoteEntry, type WhereWrong, whereWrong } from './layerVotesModel.js';
import { loadingText } from './loadingText.js';

interface ListedVotes extends WhereWrong {
  readonly runId: string;
}

/** Where the image that is looked at went wrong: each layer's vote, and a way to the line of the first that is wrong. */
export function layerVotes({ data, ask }: ViewContext): {
  readonly elements: readonly HTMLElement[];
  render(inspected: InspectedImage): void;
} {
  const title = 'Where it went wrong';
  const heading = element('h3', { text: title });
  const sentence = element('p', { class: 'where-wrong' });
  const way = element('div', { class: 'inspector-links' });
  const list = element('ol', { class: 'layer-votes', attributes: { 'aria-label': "The layers' votes" } });
  const open = (runId: string, { name, line }: VoteEntry) =>
    void ask('openDefinition', { runId, ...(line === undefined ? { layer: name } : { line }) });
  const renderWay = rebuilt(way, ({ runId, wrongFrom }: ListedVotes) =>
    wrongFrom === undefined
      ? []
      : [
          button({
            label: `Open where it went wrong: ${wrongFrom.link}`,
            icon: 'go-to-file',
            appearance: 'secondary',
            focusKey: 'wrong layer',
            onPress: () => open(runId, wrongFrom),
          }),
        ],
  );
  const renderList = rebuilt(list, ({ runId, votes }: ListedVotes) => votes.map((entry) => voteElement(entry, runId)));
  const voteElement = (entry: VoteEntry, runId: string) => {
    const { name, link, vote, isRight, isWrongFrom } = entry;
    const layer = element('button', {
      class: 'link',
      text: printable(name),
      attributes: { type: 'button', 'data-focus-key': `vote ${name}`, title: `Open in definition: ${link}` },
    });
    layer.addEventListener('click', () => open(runId, entry));
    return element('li', {
      class: isWrongFrom ? 'wrong-from' : '',
      children: [
        layer,
        element('span', {
          class: isRight ? 'verdict-right' : 'verdict-wrong',
          children: [icon(isRight ? 'check' : 'close'), ` ${vote}`],
        }),
        element('span', {
          class: 'only-heard',
          text: isRight ? ' right' : isWrongFrom ? ' wrong from here on' : ' wrong',
        }),
      ],
    });
  };
  return {
    elements: [heading, sentence, way, list],
    render({ image, run, shown, classNames, state, isSettled }) {
      const { runId, samples } = run;
      const isTest = state.history.present.split === 'test';
      const answer: Loading<RunEvidence> =
        isSettled && isTest
          ? data.get('readLayerEvidence', { runId }, String(shown.state.lastTime))
          : { kind: 'loading' };
      const label = samples.labels[rowOfImage(run, image)] ?? 0;
      const found = answer.kind === 'ready' ? whereWrong(shown, answer.value, image, label, classNames) : undefined;
      const note = isTest
        ? loadingText(answer, 'The layers are being looked at …')
        : 'What the layers take an image for is known of test images.';
      setText(heading, found !== undefined && found.wrongFrom === undefined ? 'What the layers take it for' : title);
      setText(sentence, found?.sentence ?? note);
      sentence.classList.toggle('hint', found === undefined);
      const shownVotes = { runId, ...(found ?? { sentence: '', wrongFrom: undefined, votes: [] }) };
      renderWay(shownVotes);
      renderList(shownVotes);
    },
  };
}
