using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.Text;

namespace NotebookHost;

/// <summary>Completion, hover and signatures for cells, by Roslyn: each cell is a submission that sees the ones
/// before it, as it does when it runs.</summary>
/// <remarks>Answers one request at a time.</remarks>
internal sealed partial class LanguageService : IDisposable
{
    private readonly string folder;
    private readonly Submissions submissions;
    private readonly CellChain run;
    private Draft? draft; // of the last request: the next is mostly about the same cell, or one more character of it

    private sealed record Draft(
        Submission? Last, IReadOnlyList<string> Before, Submission? Above, string Code, Submission Cell);

    /// <param name="folder">The notebook's folder, against which <c>#r</c> paths resolve.</param>
    public LanguageService(string folder)
    {
        this.folder = folder;
        submissions = new Submissions(folder);
        run = new CellChain(submissions);
    }

    /// <summary>A cell was run: those after it see what it declares.</summary>
    public Task AddAsync(string code) => run.AddAsync(code);

    /// <summary>The session is new.</summary>
    public void Clear()
    {
        run.Clear();
        draft = null;
    }

    /// <summary>Does a piece of what makes later answers fast.</summary>
    /// <returns>Whether there is more to do.</returns>
    public Task<bool> TidyAsync() => run.TidyAsync();

    /// <summary>Does once what takes long the first time.</summary>
    public async Task WarmAsync(CancellationToken cancellation)
    {
        await ItemsAsync([], "Console.", "Console.".Length, cancellation);
        await ItemsAsync([], "C", 1, cancellation);
        await InspectAsync([], "Console", "Console".Length, cancellation);
    }

    /// <summary>What may stand at a position.</summary>
    /// <param name="before">Cells above that were not run.</param>
    /// <param name="code">The cell.</param>
    /// <param name="position">The cursor, in code points.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>The content of a complete_reply.</returns>
    public async Task<JsonObject> CompleteAsync(
        IReadOnlyList<string> before, string code, int position, CancellationToken cancellation)
    {
        int index = CodePoints.ToIndex(code, position);
        Match reference = UnfinishedReference().Match(code[..index]);
        Group name = reference.Groups["name"];
        (TextSpan span, IReadOnlyList<(string Text, string Kind)> matches) = reference.Success
            ? (TextSpan.FromBounds(name.Index, index), Paths(reference.Groups["folder"].Value, name.Value))
            : await ItemsAsync(before, code, index, cancellation);
        int start = CodePoints.FromIndex(code, span.Start), end = CodePoints.FromIndex(code, span.End);
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. matches.Select(m => (JsonNode)m.Text)]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([.. matches.Select(Typed)]),
            },
        };

        JsonNode Typed((string Text, string Kind) match) =>
            new JsonObject { ["text"] = match.Text, ["type"] = match.Kind, ["start"] = start, ["end"] = end };
    }

    /// <summary>What stands at a position: a name with its documentation or, between the brackets of a call,
    /// what can be called so.</summary>
    /// <inheritdoc cref="CompleteAsync"/>
    /// <returns>The content of an inspect_reply.</returns>
    public async Task<JsonObject> InspectAsync(
        IReadOnlyList<string> before, string code, int position, CancellationToken cancellation)
    {
        Document document = await DocumentAsync(before, code, cancellation);
        SemanticModel model = (await document.GetSemanticModelAsync(cancellation))!;
        SyntaxNode root = (await document.GetSyntaxRootAsync(cancellation))!;
        int index = CodePoints.ToIndex(code, position);
        IReadOnlyList<ISymbol> symbols = SymbolFinding.At(model, root, index, cancellation);
        var data = new JsonObject();
        if (symbols.Count > 0)
        {
            data["text/plain"] = SymbolText.Plain(symbols, model.Compilation);
            data["text/markdown"] = SymbolText.Markdown(symbols, model.Compilation);
        }
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = symbols.Count > 0,
            ["data"] = data,
            ["metadata"] = new JsonObject(),
        };
    }

    public void Dispose() => submissions.Dispose();

    private async Task<(TextSpan, IReadOnlyList<(string, string)>)> ItemsAsync(
        IReadOnlyList<string> before, string code, int index, CancellationToken cancellation)
    {
        Document document = await DocumentAsync(before, code, cancellation);
        CompletionService service = CompletionService.GetService(document)!;
        CompletionList list = await service.GetCompletionsAsync(document, index, cancellationToken: cancellation);
        int start = list.ItemsList.Count > 0 ? Math.Min(list.Span.Start, index) : index;
        TextSpan span = TextSpan.FromBounds(start, index);
        string typed = code[span.Start..span.End];
        return (span,
        [
            .. list.ItemsList
                .Where(item => item.InlineDescription.Length == 0 // that of a namespace which is not imported
                    && !item.Tags.Contains("Operator") // a cast
                    && item.DisplayText.StartsWith(typed, StringComparison.OrdinalIgnoreCase)
                    && item.DisplayText.All(c => char.IsLetterOrDigit(c) || c is '_' or '@' or '#'))
                .Select(item => (item.DisplayText, Kind: Kind(item)))
                .DistinctBy(item => item.DisplayText)
                .OrderByDescending(item => item.DisplayText.StartsWith(typed, StringComparison.Ordinal))
                .ThenBy(item => item.DisplayText, StringComparer.OrdinalIgnoreCase),
        ]);
    }

    private async Task<Document> DocumentAsync(
        IReadOnlyList<string> before, string code, CancellationToken cancellation)
    {
        Submission? above = draft?.Above;
        bool isSamePlace = draft is not null && draft.Last == run.Last && draft.Before.SequenceEqual(before);
        if (!isSamePlace)
        {
            above = run.Last;
            foreach (string other in before) above = await submissions.ThenAsync(above, other, cancellation);
        }
        Submission cell;
        bool isAnew = !isSamePlace || Submissions.HasReferences(code) || Submissions.HasReferences(draft!.Code);
        if (isAnew) cell = await submissions.ThenAsync(above, code, cancellation);
        else if (draft!.Code == code) cell = draft.Cell;
        else cell = await Submissions.WithTextAsync(draft.Cell, code, cancellation);
        draft = new Draft(run.Last, before, above, code, cell);
        return cell.Document;
    }

    /// <summary>Files and folders that <c>#r</c> can name.</summary>
    private IReadOnlyList<(string, string)> Paths(string subfolder, string typed)
    {
        var place = new DirectoryInfo(Path.GetFullPath(subfolder, folder));
        if (!place.Exists) return [];
        try
        {
            return
            [
                .. place.EnumerateFileSystemInfos()
                    .Where(entry => entry.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                    .Where(entry => entry is DirectoryInfo || entry.Extension == ".dll")
                    .OrderBy(entry => entry.Name, StringComparer.Ordinal)
                    .Select(entry => (entry is DirectoryInfo ? entry.Name + "/" : entry.Name, "path")),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The kind of a name, in the words for which front ends have signs.</summary>
    private static string Kind(CompletionItem item) => item.Tags.Select(tag => tag switch
    {
        "Method" or "ExtensionMethod" or "Delegate" => "function",
        "Class" or "Structure" or "Record" or "RecordStructure" => "class",
        "Interface" => "interface",
        "Enum" => "enum",
        "EnumMember" => "enumMember",
        "Property" => "property",
        "Field" or "Constant" => "field",
        "Event" => "event",
        "Namespace" => "module",
        "Keyword" => "keyword",
        "Local" or "Parameter" or "RangeVariable" => "variable",
        _ => null,
    }).FirstOrDefault(kind => kind is not null) ?? "text";

    [GeneratedRegex("""^[ \t]*#r[ \t]*"(?<folder>[^"\n]*/)?(?<name>[^"\n/]*)\z""", RegexOptions.Multiline)]
    private static partial Regex UnfinishedReference();
}
