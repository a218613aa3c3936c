using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace NotebookHost;

/// <summary>Code that sees what stands before it, as a cell does when it runs.</summary>
/// <param name="Solution">Holds it and all before it, compiled;
/// what is made from it compiles none of them again.</param>
/// <param name="Project">The project that it is.</param>
/// <param name="Name">The document that holds its text.</param>
/// <param name="References">The libraries that it sees.</param>
internal sealed record Submission(
    Solution Solution, ProjectId Project, DocumentId Name, IReadOnlyList<MetadataReference> References)
{
    public Document Document => Solution.GetDocument(Name)!;
}

/// <summary>Makes submissions of Roslyn's for code that is read and not run.</summary>
/// <param name="folder">The notebook's folder, against which <c>#r</c> paths resolve.</param>
internal sealed class Submissions(string folder) : IDisposable
{
    private readonly ReferenceResolver resolver = new(folder);
    private readonly AdhocWorkspace workspace = new(MefHostServices.DefaultHost);
    private int count;

    /// <summary>A submission behind another.</summary>
    /// <remarks>It is given no reference again that one before it has: each would be bound again for each of them,
    /// which takes the square of their number.</remarks>
    public async Task<Submission> ThenAsync(Submission? previous, string code, CancellationToken cancellation)
    {
        IReadOnlyList<MetadataReference> before = previous?.References ?? [];
        List<MetadataReference> added = [];
        if (previous is null) added.AddRange([.. Framework.Documented(), .. CSharpSession.OwnReferences()]);
        IEnumerable<string> named = HasReferences(code) ? CSharpSession.Directives(code) : [];
        added.AddRange([.. named.SelectMany(resolver.Dependencies).Except(before).Except(added)]);
        ProjectId id = ProjectId.CreateNewId();
        string name = FormattableString.Invariant($"cell{count++}");
        TextLoader text = TextLoader.From(TextAndVersion.Create(SourceText.From(code), VersionStamp.Create()));
        DocumentInfo document = DocumentInfo.Create(
            DocumentId.CreateNewId(id), name, sourceCodeKind: SourceCodeKind.Script, loader: text);
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, usings: CSharpSession.Imports, metadataReferenceResolver: resolver);
        ProjectInfo project = ProjectInfo.Create(id, VersionStamp.Create(), name, name, LanguageNames.CSharp,
            compilationOptions: options, parseOptions: CSharpSession.AsScript, documents: [document],
            projectReferences: previous is null ? [] : [new ProjectReference(previous.Project)],
            metadataReferences: added, isSubmission: true);
        Solution solution = (previous?.Solution ?? workspace.CurrentSolution).AddProject(project);
        return await CompiledAsync(new Submission(solution, id, document.Id, [.. before, .. added]), cancellation);
    }

    /// <summary>The same with another text, which names no other libraries.</summary>
    public static Task<Submission> WithTextAsync(Submission submission, string code, CancellationToken cancellation) =>
        CompiledAsync(
            submission with { Solution = submission.Solution.WithDocumentText(submission.Name, SourceText.From(code)) },
            cancellation);

    /// <summary>Whether code may name libraries.</summary>
    public static bool HasReferences(string code) => code.Contains("#r", StringComparison.Ordinal);

    public void Dispose() => workspace.Dispose();

    /// <summary>Has a solution keep what it compiled: one that is made from it would else compile all
    /// of it, and not hand it back.</summary>
    private static async Task<Submission> CompiledAsync(Submission submission, CancellationToken cancellation)
    {
        await submission.Solution.GetProject(submission.Project)!.GetCompilationAsync(cancellation);
        return submission;
    }
}
