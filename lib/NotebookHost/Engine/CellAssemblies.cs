using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Scripting;

namespace NotebookHost;

/// <summary>A cell that can be run.</summary>
/// <param name="Number">As people count.</param>
/// <param name="Script">What was compiled.</param>
/// <param name="Run">Runs it. It is given what the cells before it declared, and puts
/// what it declares among that.</param>
internal sealed record CompiledCell(int Number, Script<object> Script, Func<object[], Task<object>> Run);

/// <summary>The assemblies of cells, as they are loaded, and of the libraries that cells name.</summary>
/// <remarks>
/// The compiler's own loader would do, but it leaves no place where <see cref="InterruptibleCode"/> could have
/// its turn. As there, what the host itself has loaded comes first, so that nothing is loaded twice.
/// </remarks>
internal sealed class CellAssemblies : AssemblyLoadContext
{
    private readonly Dictionary<string, Assembly> cells = [];
    private readonly ReferenceResolver resolver;

    /// <param name="resolver">Knows where libraries lie.</param>
    public CellAssemblies(ReferenceResolver resolver) : base("cells")
    {
        this.resolver = resolver;
        Resolving += (_, name) => cells.GetValueOrDefault(name.Name!) ?? Library(name.Name!);
    }

    /// <summary>Compiles a cell and loads it.</summary>
    /// <param name="compilation">The cell, with those before it.</param>
    /// <param name="withLines">Whether a failure can tell its line.</param>
    /// <param name="cancellation">Ends the compilation.</param>
    /// <exception cref="CompilationErrorException">It does not compile.</exception>
    public Func<object[], Task<object>> Load(Compilation compilation, bool withLines, CancellationToken cancellation)
    {
        // By themselves, since what follows from a missing bracket is of no interest.
        ThrowIfWrong(compilation.SyntaxTrees.First().GetDiagnostics(cancellation));
        var (code, lines) = (new MemoryStream(), withLines ? new MemoryStream() : null);
        var options = new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb);
        EmitResult result = compilation.Emit(code, lines, options: options, cancellationToken: cancellation);
        if (!result.Success) ThrowIfWrong(result.Diagnostics);
        if (code.Length == 0) return static _ => Task.FromResult<object>(null!); // there was nothing to compile
        (code.Position, MemoryStream? symbols) = (0, lines);
        if (symbols is not null) symbols.Position = 0;
        if (compilation.SyntaxTrees.Any(tree => tree.GetRoot(cancellation).DescendantNodes().Any(CanRepeat)))
            (code, symbols) = InterruptibleCode.Of(code, symbols);

        Assembly assembly = LoadFromStream(code, symbols);
        cells[assembly.GetName().Name!] = assembly;
        IMethodSymbol entry = compilation.GetEntryPoint(cancellation)!;
        Type submission = assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!;
        const BindingFlags anyStatic = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        return submission.GetMethod(entry.MetadataName, anyStatic)!.CreateDelegate<Func<object[], Task<object>>>();
    }

    /// <summary>Whether a part of a cell can be done more than once. Most cells of one line have none, and are spared
    /// the time of being rewritten.</summary>
    private static bool CanRepeat(SyntaxNode part) => part
        is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax
        or GotoStatementSyntax or SpreadElementSyntax or AnonymousFunctionExpressionSyntax
        or QueryExpressionSyntax or LocalFunctionStatementSyntax
        or BaseMethodDeclarationSyntax or BaseTypeDeclarationSyntax or BasePropertyDeclarationSyntax;

    private Assembly? Library(string name) => resolver.PathOf(name) is string path ? LoadFromAssemblyPath(path) : null;

    private static void ThrowIfWrong(IEnumerable<Diagnostic> diagnostics)
    {
        ImmutableArray<Diagnostic> errors = [.. diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
        if (errors.Length > 0) throw new CompilationErrorException(errors[0].ToString(), errors);
    }
}
