import * as vscode from 'vscode';
import { languageIds, settingIds } from '../ids.js';
import { codeActionKinds } from './codeActionKinds.js';
import { kindOf } from './definitionDocument.js';
import type { LanguageContext } from './languageContext.js';
import { LazyLanguage } from './lazyLanguage.js';

/** As VS Code's own JSON: with more of them, Enter after a comma would write a key instead of a line break. */
const COMPLETION_TRIGGERS = ['"', ':'];

const models: vscode.DocumentSelector = [{ language: languageIds.model }];
const comparisons: vscode.DocumentSelector = [{ language: languageIds.comparison }];
const definitions: vscode.DocumentSelector = [{ language: languageIds.model }, { language: languageIds.comparison }];

/**
 * Registers everything that an editor does for definition files. Costs next to nothing: what it needs is loaded when the
 * first definition is open, each provider when it is first asked.
 */
export function registerLanguage(context: LanguageContext): vscode.Disposable {
  const lensesChanged = new vscode.EventEmitter<void>();
  const hintsChanged = new vscode.EventEmitter<void>();
  const lazy = new LazyLanguage(context, {
    lenses: () => lensesChanged.fire(),
    hints: () => hintsChanged.fire(),
  });
  return vscode.Disposable.from(
    lazy,
    lensesChanged,
    hintsChanged,
    ...registerReading(lazy, hintsChanged.event),
    ...registerActing(lazy, lensesChanged.event),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(settingIds.codeLens)) lensesChanged.fire();
      if (change.affectsConfiguration(settingIds.inlayHints)) hintsChanged.fire();
    }),
    ...loadWithFirstDefinition(lazy),
  );
}

/** What tells about a definition. */
function registerReading(lazy: LazyLanguage, onDidChangeInlayHints: vscode.Event<void>): vscode.Disposable[] {
  const { languages } = vscode;
  return [
    languages.registerHoverProvider(definitions, {
      provideHover: (document, position, token) =>
        lazy.ask('hover', document, token, async (state) =>
          (await import('./hover.js')).provideHover(state, document, position),
        ),
    }),
    languages.registerInlayHintsProvider(models, {
      onDidChangeInlayHints,
      provideInlayHints: (document, range, token) =>
        lazy.ask('inlay hints', document, token, async (state) =>
          (await import('./inlayHints.js')).provideInlayHints(state, document, range),
        ),
    }),
    languages.registerDocumentSymbolProvider(
      definitions,
      {
        provideDocumentSymbols: (document, token) =>
          lazy.ask('outline', document, token, async (state) =>
            (await import('./symbols.js')).provideDocumentSymbols(state, document),
          ),
      },
      { label: 'Model Bake-off' },
    ),
    languages.registerDefinitionProvider(definitions, {
      provideDefinition: (document, position, token) =>
        lazy.ask('definition', document, token, async (state) =>
          (await import('./definition.js')).provideDefinition(state, document, position),
        ),
    }),
    languages.registerDocumentLinkProvider(comparisons, {
      provideDocumentLinks: (document, token) =>
        lazy.ask('links', document, token, async (state) =>
          (await import('./definition.js')).provideDocumentLinks(state, document),
        ),
    }),
    languages.registerReferenceProvider(models, {
      provideReferences: (document, position, options, token) =>
        lazy.ask('references', document, token, async (state) =>
          (await import('./references.js')).provideReferences(state, document, position, options),
        ),
    }),
    languages.registerFoldingRangeProvider(definitions, {
      provideFoldingRanges: (document, _, token) =>
        lazy.ask('folding', document, token, async (state) =>
          (await import('./folding.js')).provideFoldingRanges(state, document),
        ),
    }),
  ];
}

/** What changes a definition, or does something with it. */
function registerActing(lazy: LazyLanguage, onDidChangeCodeLenses: vscode.Event<void>): vscode.Disposable[] {
  const { languages } = vscode;
  return [
    languages.registerCompletionItemProvider(
      definitions,
      {
        provideCompletionItems: (document, position, token) =>
          lazy.ask('completion', document, token, async (state) =>
            (await import('./completion.js')).provideCompletionItems(state, document, position),
          ),
      },
      ...COMPLETION_TRIGGERS,
    ),
    languages.registerCodeLensProvider(definitions, {
      onDidChangeCodeLenses,
      provideCodeLenses: (document, token) =>
        lazy.ask('lenses', document, token, async (state) =>
          (await import('./codeLens.js')).provideCodeLenses(state, document),
        ),
    }),
    languages.registerCodeActionsProvider(
      definitions,
      {
        provideCodeActions: (document, range, request, token) =>
          lazy.ask('code actions', document, token, async (state) =>
            (await import('./codeActions.js')).provideCodeActions(state, document, range, request),
          ),
      },
      { providedCodeActionKinds: codeActionKinds },
    ),
    languages.registerRenameProvider(models, {
      prepareRename: (document, position, token) =>
        lazy.ask('rename', document, token, async (state) =>
          (await import('./rename.js')).provideRenameTarget(state, document, position),
        ),
      provideRenameEdits: (document, position, newName, token) =>
        lazy.ask('rename', document, token, async (state) =>
          (await import('./rename.js')).provideRenameEdits(state, document, position, newName),
        ),
    }),
    languages.registerDocumentFormattingEditProvider(definitions, {
      provideDocumentFormattingEdits: (document, options, token) =>
        lazy.ask('formatting', document, token, async (state) =>
          (await import('./formatting.js')).provideFormatting(state, document, options),
        ),
    }),
    languages.registerDocumentRangeFormattingEditProvider(definitions, {
      provideDocumentRangeFormattingEdits: (document, range, options, token) =>
        lazy.ask('formatting', document, token, async (state) =>
          (await import('./formatting.js')).provideFormatting(state, document, options, range),
        ),
    }),
  ];
}

/** Problems are shown without anybody asking for them. */
function loadWithFirstDefinition(lazy: LazyLanguage): vscode.Disposable[] {
  const look = (document: vscode.TextDocument) => {
    if (kindOf(document) !== undefined) lazy.start();
  };
  vscode.workspace.textDocuments.forEach(look);
  return [vscode.workspace.onDidOpenTextDocument(look)];
}
