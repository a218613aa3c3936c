using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookHost;

/// <summary>Runs the cells of one notebook, one after another; each sees what the ones before it declared.</summary>
internal sealed class CSharpSession
{
    private readonly ReferenceResolver resolver;
    private readonly Dictionary<string, int> oneLineCells = []; // by the name of their class
    private readonly CellAssemblies assemblies;
    private ScriptOptions options;
    private Script<object>? last; // that was run
    private int count;

    // What each cell declared, as those after it find it; the first place is nobody's.
    private object[] submissions = new object[64];

    /// <summary>The namespaces that cells see without asking.</summary>
    public static IReadOnlyList<string> Imports { get; } =
    [
        "System", "System.IO", "System.Text", "System.Collections", "System.Collections.Generic",
        "System.Threading.Tasks", "System.Linq",
        nameof(NotebookHost), $"{nameof(NotebookHost)}.{nameof(CellFunctions)}",
    ];

    /// <summary>How cells are read: as scripts, in the newest C# of .NET Interactive's last release.</summary>
    public static CSharpParseOptions AsScript { get; } = new(LanguageVersion.CSharp13, kind: SourceCodeKind.Script);

    /// <summary>What cells see besides .NET.</summary>
    public static IEnumerable<MetadataReference> OwnReferences() =>
    [
        MetadataReference.CreateFromFile(typeof(CellFunctions).Assembly.Location),
        MetadataReference.CreateFromFile(typeof(Formatter).Assembly.Location),
    ];

    /// <param name="folder">The notebook's folder, against which <c>#r</c> paths resolve.</param>
    public CSharpSession(string folder)
    {
        resolver = new ReferenceResolver(folder);
        assemblies = new CellAssemblies(resolver);
        options = ScriptOptions.Default
            .WithImports(Imports)
            .WithReferences(Framework.References())
            .AddReferences(OwnReferences())
            .WithMetadataResolver(resolver)
            .WithSourceResolver(new SourceFileResolver([], folder))
            .WithLanguageVersion(AsScript.LanguageVersion)
            .WithOptimizationLevel(OptimizationLevel.Release)
            // Nobody would see warnings, and to look for them is a tenth of the time of a one-line cell.
            .WithWarningLevel(0)
            .WithFileEncoding(Encoding.UTF8);
    }

    /// <summary>Compiles one cell. Once it has been run, those after it see what it declares.</summary>
    /// <param name="code">The source of the cell.</param>
    /// <param name="cell">Its number, as people count; names it in stack traces.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    /// <exception cref="CellFailureException">It does not compile.</exception>
    public CompiledCell Compile(string code, int cell, CancellationToken cancellation)
    {
        if (ForeignCode.Nesting(code) is var (deepLine, nesting)) throw Refused(cell, deepLine, nesting);
        if (ForeignCode.Magic(code) is var (magicLine, magic)) throw Refused(cell, magicLine, magic);
        if (ForeignCode.Download(code) is var (line, message)) throw Refused(cell, line, message);
        if (code.Contains("#r", StringComparison.Ordinal))
            options = options.AddReferences(Directives(code).SelectMany(resolver.Dependencies));
        // Debug information would tell the line of a failure: an eighth of the time of a cell of one line.
        bool oneLine = !code.AsSpan().Trim().Contains('\n');
        ScriptOptions cellOptions = options.WithFilePath(CellFailure.FileName(cell)).WithEmitDebugInformation(!oneLine);
        Script<object> script = last is null
            ? CSharpScript.Create<object>(code, cellOptions)
            : last.ContinueWith<object>(code, cellOptions);
        Compilation compilation = script.GetCompilation();
        try
        {
            if (oneLine) oneLineCells[compilation.ScriptClass!.Name] = cell;
            return new CompiledCell(cell, script, assemblies.Load(compilation, withLines: !oneLine, cancellation));
        }
        catch (CompilationErrorException e)
        {
            Diagnostic[] errors = [.. e.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
            string?[] missing = [.. Directives(code).Select(resolver.AboutMissing)];
            IEnumerable<string?> advice = [.. missing, ChangedSignature.About(code, errors)];
            CellFailure failure = CellFailure.OfCompiler(cell, errors);
            throw new CellFailureException(failure with { Details = [.. advice.OfType<string>(), .. failure.Details] });
        }
    }

    /// <summary>Runs a compiled cell.</summary>
    /// <returns>The value of the last expression, if the cell ends with one that has a value.</returns>
    /// <exception cref="CellFailureException">It threw.</exception>
    public async Task<(bool HasValue, object? Value)> RunAsync(CompiledCell compiled)
    {
        last = compiled.Script;
        if (++count >= submissions.Length) Array.Resize(ref submissions, 2 * submissions.Length);
        // The next cell has the references from this one; named again, they would be bound twice.
        options = options.WithReferences(Enumerable.Empty<MetadataReference>());
        object? value;
        try
        {
            value = await compiled.Run(submissions);
        }
        catch (Exception e)
        {
            throw new CellFailureException(CellFailure.OfException(compiled.Number, e, oneLineCells));
        }
        return (value is not DisplayedValue && (value is not null || EndsWithNull(compiled.Script)), value);
    }

    /// <summary>What the <c>#r</c> lines of a cell name.</summary>
    public static IEnumerable<string> Directives(string code) =>
        CSharpSyntaxTree.ParseText(code, AsScript)
            .GetCompilationUnitRoot()
            .GetReferenceDirectives()
            .Select(d => d.File.ValueText);

    private static CellFailureException Refused(int cell, int line, string why) =>
        new(new CellFailure(cell, why, line, 0, 0, []));

    /// <summary>Tells a last expression that is null from one without a value.</summary>
    private static bool EndsWithNull(Script script)
    {
        Compilation compilation = script.GetCompilation();
        SyntaxTree tree = compilation.SyntaxTrees.Single();
        MemberDeclarationSyntax? end = ((CompilationUnitSyntax)tree.GetRoot()).Members.LastOrDefault();
        if (end is not GlobalStatementSyntax { Statement: ExpressionStatementSyntax last }) return false;
        if (!last.SemicolonToken.IsMissing) return false;
        ITypeSymbol? type = compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type;
        return type is { SpecialType: not SpecialType.System_Void };
    }
}
