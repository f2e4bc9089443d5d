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
        lazy.ask('hover', document, token, async (request) =>
          (await import('./hover.js')).provideHover(request, position),
        ),
    }),
    languages.registerInlayHintsProvider(models, {
      onDidChangeInlayHints,
      provideInlayHints: (document, range, token) =>
        lazy.ask('inlay hints', document, token, async (request) =>
          (await import('./inlayHints.js')).provideInlayHints(request, range),
        ),
    }),
    languages.registerDocumentSymbolProvider(
      definitions,
      {
        provideDocumentSymbols: (document, token) =>
          lazy.ask('outline', document, token, async (request) =>
            (await import('./symbols.js')).provideDocumentSymbols(request),
          ),
      },
      { label: 'Model Bake-off' },
    ),
    languages.registerDefinitionProvider(definitions, {
      provideDefinition: (document, position, token) =>
        lazy.ask('definition', document, token, async (request) =>
          (await import('./definition.js')).provideDefinition(request, position),
        ),
    }),
    languages.registerDocumentLinkProvider(comparisons, {
      provideDocumentLinks: (document, token) =>
        lazy.ask('links', document, token, async (request) =>
          (await import('./definition.js')).provideDocumentLinks(request),
        ),
    }),
    languages.registerReferenceProvider(models, {
      provideReferences: (document, position, options, token) =>
        lazy.ask('references', document, token, async (request) =>
          (await import('./references.js')).provideReferences(request, position, options),
        ),
    }),
    languages.registerFoldingRangeProvider(definitions, {
      provideFoldingRanges: (document, _, token) =>
        lazy.ask('folding', document, token, async (request) =>
          (await import('./folding.js')).provideFoldingRanges(request),
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
          lazy.ask('completion', document, token, async (request) =>
            (await import('./completion.js')).provideCompletionItems(request, position),
          ),
      },
      ...COMPLETION_TRIGGERS,
    ),
    languages.registerCodeLensProvider(definitions, {
      onDidChangeCodeLenses,
      provideCodeLenses: (document, token) =>
        lazy.ask('lenses', document, token, async (request) =>
          (await import('./codeLens.js')).provideCodeLenses(request),
        ),
    }),
    languages.registerCodeActionsProvider(
      definitions,
      {
        provideCodeActions: (document, range, options, token) =>
          lazy.ask('code actions', document, token, async (request) =>
            (await import('./codeActions.js')).provideCodeActions(request, range, options),
          ),
      },
      { providedCodeActionKinds: codeActionKinds },
    ),
    languages.registerRenameProvider(models, {
      prepareRename: (document, position, token) =>
        lazy.ask('rename', document, token, async (request) =>
          (await import('./rename.js')).provideRenameTarget(request, position),
        ),
      provideRenameEdits: (document, position, newName, token) =>
        lazy.ask('rename', document, token, async (request) =>
          (await import('./rename.js')).provideRenameEdits(request, position, newName),
        ),
    }),
    languages.registerDocumentFormattingEditProvider(definitions, {
      provideDocumentFormattingEdits: (document, options, token) =>
        lazy.ask('formatting', document, token, async (request) =>
          (await import('./formatting.js')).provideFormatting(request, options),
        ),
    }),
    languages.registerDocumentRangeFormattingEditProvider(definitions, {
      provideDocumentRangeFormattingEdits: (document, range, options, token) =>
        lazy.ask('formatting', document, token, async (request) =>
          (await import('./formatting.js')).provideFormatting(request, options, range),
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
